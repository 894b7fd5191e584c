package io.originwall.json;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The fields of a JSON object, each of the type that is asked for. An IOException says which one is missing or of another type. */
public record Fields(Map<String, Object> all) {
    public String text(String name) throws IOException {
        return get(name, String.class);
    }

    public int number(String name) throws IOException {
        long number = longNumber(name);
        if (number != (int) number) {
            throw new IOException("\"" + name + "\" is " + number + ", which is too large");
        }
        return (int) number;
    }

    /** A number that may not fit into 32 bits, such as a count of packets. */
    public long longNumber(String name) throws IOException {
        return get(name, Long.class);
    }

    public boolean truth(String name) throws IOException {
        return get(name, Boolean.class);
    }

    public boolean has(String name) {
        return all.containsKey(name);
    }

    /** The text of a field that need not be there. */
    public Optional<String> find(String name) throws IOException {
        return has(name) ? Optional.of(text(name)) : Optional.empty();
    }

    public List<String> texts(String name) throws IOException {
        List<String> texts = new ArrayList<>();
        for (Object item : get(name, List.class)) {
            texts.add(String.valueOf(item));
        }
        return List.copyOf(texts);
    }

    /** An object; one without fields where it is not there. */
    public Fields object(String name) throws IOException {
        return has(name) ? each(List.of(get(name, Map.class)), name).get(0) : new Fields(Map.of());
    }

    public List<Fields> objects(String name) throws IOException {
        return each(get(name, List.class), name);
    }

    static List<Fields> each(List<?> items, String name) throws IOException {
        List<Fields> objects = new ArrayList<>();
        for (Object item : items) {
            if (!(item instanceof Map<?, ?> map)) {
                throw new IOException('"' + name + "\" does not hold objects");
            }
            Map<String, Object> fields = new LinkedHashMap<>();
            map.forEach((key, value) -> fields.put((String) key, value));
            objects.add(new Fields(fields));
        }
        return objects;
    }

    public List<?> list(String name) throws IOException {
        return get(name, List.class);
    }

    /** Whatever it is. */
    public Object get(String name) throws IOException {
        return get(name, Object.class);
    }

    private <T> T get(String name, Class<T> type) throws IOException {
        Object value = all.get(name);
        if (!type.isInstance(value)) {
            throw new IOException("\"" + name + "\" is missing or no " + type.getSimpleName());
        }
        return type.cast(value);
    }
}
