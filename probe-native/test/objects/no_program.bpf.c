// SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause
// A map, and no program.

#include "tcp.bpf.h"
