package io.originwall.api;

/** Builds targets that can do what every target has to, and nothing besides. */
public final class BareProvider implements TargetProvider<BareProvider.Settings> {
    /** Nothing to set. */
    public record Settings() {}

    private final InMemoryProvider places = new InMemoryProvider();

    @Override
    public String type() {
        return "bare";
    }

    @Override
    public Settings defaults() {
        return new Settings();
    }

    /** One place for each name, as {@link InMemoryProvider} has. */
    @Override
    public Target create(String name, Settings settings) {
        return of(place(name));
    }

    /** What the targets of this name work on. */
    public InMemoryTarget place(String name) {
        return places.target(name);
    }

    /** A target over this place. */
    static Target of(InMemoryTarget place) {
        return new Target() {
            @Override
            public String name() {
                return place.name();
            }

            @Override
            public Plan plan(Guard wanted) throws TargetException {
                return place.plan(wanted);
            }

            @Override
            public Enforced enforced() throws TargetException {
                return place.enforced();
            }
        };
    }
}
