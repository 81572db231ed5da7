# SPDX-License-Identifier: Apache-2.0
#
# User data for machines whose eBPF JIT is set up at their first boot. As a module of yours:
#
#   module "ebpf_jit" {
#     source  = "./deploy/terraform"
#     profile = "production"
#   }
#
#   resource "aws_instance" "server" {
#     user_data = module.ebpf_jit.user_data   # openstack, hcloud, digitalocean: user_data; google: metadata
#     ...
#   }
#
# It needs no provider, so `terraform apply` here shows what a machine would be given.

terraform {
  required_version = ">= 1.3"
}

variable "profile" {
  description = "production, development or high-security: a file in deploy/cloud-init."
  type        = string
  default     = "production"

  validation {
    condition     = contains(["production", "development", "high-security"], var.profile)
    error_message = "There are production, development and high-security."
  }
}

output "user_data" {
  description = "For cloud-init."
  value       = file("${path.module}/../cloud-init/${var.profile}.yaml")
}
