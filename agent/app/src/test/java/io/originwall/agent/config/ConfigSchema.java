package io.originwall.agent.config;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.originwall.api.Setting;
import io.originwall.api.TargetProvider;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The JSON Schema for editors, made from the records that the config binds to, their {@link Setting}s and their defaults. */
final class ConfigSchema {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Collection<TargetProvider<?>> providers;
    private final Config defaults;

    /** @param defaults a config in which nothing but targets is set */
    ConfigSchema(Collection<TargetProvider<?>> providers, Config defaults) {
        this.providers = providers;
        this.defaults = defaults;
    }

    ObjectNode generate() {
        ObjectNode schema = JSON.objectNode();
        schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.put("title", "The config of Originwall");
        schema.setAll(group(Config.class, Optional.of(defaults)));
        schema.put("type", "object");
        ObjectNode definitions = schema.putObject("$defs");
        definitions.set("guard", group(GuardConfig.class, Optional.empty()));
        providers.forEach(provider -> definitions.set(provider.type(), target(provider)));
        ScalarSchemas.define(definitions);
        return schema;
    }

    private ObjectNode targets() {
        ObjectNode targets =
                property(component(Config.class, "targets"), JSON.objectNode().put("type", "array"));
        targets.put("minItems", 1);
        ObjectNode entry = targets.putObject("items").put("type", "object");
        entry.putArray("required").add("name").add("type");
        ObjectNode type = entry.putObject("properties").putObject("type");
        type.put("description", "Where the guard is enforced.");
        providers.forEach(provider -> type.withArray("enum").add(provider.type()));
        // Not oneOf: with that, an editor cannot tell which type a mistake belongs to.
        for (TargetProvider<?> provider : providers) {
            ObjectNode branch = entry.withArray("allOf").addObject();
            branch.putObject("if").putObject("properties").putObject("type").put("const", provider.type());
            branch.set("then", ref(provider.type()));
        }
        return targets;
    }

    private <S extends Record> ObjectNode target(TargetProvider<S> provider) {
        S settings = provider.defaults();
        ObjectNode target = group(Records.typeOf(settings), Optional.of(settings));
        ObjectNode own = (ObjectNode) target.get("properties");
        ObjectNode properties = JSON.objectNode();
        RecordComponent name = component(TargetConfig.class, "name");
        properties.set("name", property(name, JSON.objectNode().put("type", "string")));
        properties.putObject("type").put("const", provider.type());
        properties.set("guard", property(component(TargetConfig.class, "guard"), ref("guard")));
        RecordComponent onRemove = component(TargetConfig.class, "onRemove");
        properties.set("on-remove", property(onRemove, value(onRemove, Optional.of(TargetConfig.OnRemove.KEEP))));
        properties.setAll(own);
        target.set("properties", properties);
        target.put("type", "object");
        return target;
    }

    /** A record is an object with these keys and no others. */
    private <R extends Record> ObjectNode group(Class<R> type, Optional<R> defaults) {
        ObjectNode group = JSON.objectNode();
        // Null: a section whose every key is commented out.
        group.putArray("type").add("object").add("null");
        group.put("additionalProperties", false);
        ObjectNode properties = group.putObject("properties");
        for (RecordComponent component : type.getRecordComponents()) {
            Optional<Object> value = defaults.filter(
                            record -> !setting(component).required())
                    .map(record -> Records.get(component, record));
            boolean isTargets = type == Config.class && component.getName().equals("targets");
            properties.set(Keys.of(component), isTargets ? targets() : property(component, value(component, value)));
            if (setting(component).required()) {
                group.withArray("required").add(Keys.of(component));
            }
        }
        return group;
    }

    private static ObjectNode property(RecordComponent component, ObjectNode value) {
        ObjectNode property =
                JSON.objectNode().put("description", setting(component).value());
        property.setAll(value);
        if (!setting(component).deprecated().isEmpty()) {
            property.put("deprecated", true);
        }
        return property;
    }

    private ObjectNode value(RecordComponent component, Optional<Object> defaultValue) {
        if (component.getType() == List.class) {
            ObjectNode list = JSON.objectNode().put("type", "array");
            list.set("items", plain(argument(component.getGenericType()), setting(component), Optional.empty()));
            if (setting(component).min() > 0) {
                list.put("minItems", setting(component).min());
            }
            defaultValue.ifPresent(items -> {
                ArrayNode shown = list.putArray("default");
                ((List<?>) items).forEach(item -> shown.add(ScalarSchemas.shown(item)));
            });
            return list;
        }
        if (component.getType() == Map.class) {
            ParameterizedType generic = (ParameterizedType) component.getGenericType();
            Class<?> named = (Class<?>) generic.getActualTypeArguments()[1];
            ObjectNode map = JSON.objectNode().put("type", "object");
            map.set("additionalProperties", plain(named, setting(component), Optional.empty()));
            return map;
        }
        if (component.getType() == Optional.class) {
            ObjectNode optional = JSON.objectNode();
            optional.withArray("anyOf")
                    .add(plain(argument(component.getGenericType()), setting(component), Optional.empty()))
                    .addObject()
                    .put("type", "null");
            return optional;
        }
        return plain(component.getType(), setting(component), defaultValue);
    }

    private static Class<?> argument(Type generic) {
        return (Class<?>) ((ParameterizedType) generic).getActualTypeArguments()[0];
    }

    private ObjectNode plain(Class<?> type, Setting setting, Optional<Object> defaultValue) {
        if (type.isRecord() && !Scalars.has(type)) {
            return nested(type.asSubclass(Record.class), defaultValue);
        }
        ObjectNode scalar = ScalarSchemas.of(type, setting);
        defaultValue.ifPresent(value -> scalar.set("default", ScalarSchemas.shown(value)));
        return scalar;
    }

    private <R extends Record> ObjectNode nested(Class<R> type, Optional<Object> defaultValue) {
        return group(type, defaultValue.map(type::cast));
    }

    private static ObjectNode ref(String definition) {
        return JSON.objectNode().put("$ref", "#/$defs/" + definition);
    }

    private static RecordComponent component(Class<? extends Record> type, String name) {
        return Stream.of(type.getRecordComponents())
                .filter(component -> component.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Setting setting(RecordComponent component) {
        return Optional.ofNullable(component.getAnnotation(Setting.class))
                .orElseThrow(() -> new IllegalStateException("@Setting is missing at " + component));
    }
}
