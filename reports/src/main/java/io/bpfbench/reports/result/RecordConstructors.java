// SPDX-License-Identifier: Apache-2.0
package io.bpfbench.reports.result;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import tools.jackson.core.Version;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.deser.ValueInstantiator;
import tools.jackson.databind.deser.ValueInstantiators;
import tools.jackson.databind.deser.std.StdValueInstantiator;
import tools.jackson.databind.introspect.AnnotatedConstructor;

/// Calls the constructors of records. Jackson does it by [MethodHandle#invokeWithArguments], which adapts the
/// constructor to an array of arguments anew at every call: a fifth of the time of reading a long journal. Here each
/// constructor is adapted once.
final class RecordConstructors extends JacksonModule {
    @Override
    public String getModuleName() {
        return getClass().getName();
    }

    @Override
    public Version version() {
        return Version.unknownVersion();
    }

    @Override
    public void setupModule(SetupContext context) {
        context.addValueInstantiators(new ValueInstantiators.Base() {
            @Override
            public ValueInstantiator modifyValueInstantiator(
                    DeserializationConfig config, BeanDescription.Supplier bean, ValueInstantiator usual) {
                return adapted(bean.getBeanClass(), usual);
            }
        });
    }

    private static ValueInstantiator adapted(Class<?> type, ValueInstantiator usual) {
        return type.isRecord()
                        && usual instanceof StdValueInstantiator standard
                        && standard.getWithArgsCreator() instanceof AnnotatedConstructor canonical
                ? new Adapted(standard, canonical.getAnnotated())
                : usual;
    }

    private static final class Adapted extends StdValueInstantiator {
        private static final MethodType ARRAY_TO_OBJECT = MethodType.methodType(Object.class, Object[].class);

        private final MethodHandle constructor;

        Adapted(StdValueInstantiator usual, Constructor<?> constructor) {
            super(usual);
            try {
                this.constructor = MethodHandles.lookup()
                        .unreflectConstructor(constructor)
                        .asSpreader(Object[].class, constructor.getParameterCount())
                        .asType(ARRAY_TO_OBJECT);
            } catch (IllegalAccessException foreign) {
                throw new IllegalStateException(constructor + " cannot be called from here", foreign);
            }
        }

        @Override
        public Object createFromObjectWith(DeserializationContext context, Object[] arguments) {
            try {
                return (Object) constructor.invokeExact(arguments);
            } catch (Error fatal) {
                throw fatal;
            } catch (Throwable refused) {
                return context.handleInstantiationProblem(
                        getValueClass(), arguments, rewrapCtorProblem(context, refused));
            }
        }
    }
}
