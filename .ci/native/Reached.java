import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.commons.CodeSizeEvaluator;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.MultiANewArrayInsnNode;
import org.objectweb.asm.tree.TypeInsnNode;

/**
 * The classes and methods of the jars that a native image could keep: rapid type analysis of the bytecode, from the main class,
 * from what is registered for reflection, and from the service providers of the JDK's and of each reached service type.
 *
 * <p>It keeps more than native-image does, which follows values, applies substitutions and runs static initialisers at build
 * time. It does not see the JDK's own code, nor what a constant class name or an annotation names without a registration.
 *
 * <p>Usage: {@code Reached SOURCE_JAR_DIRECTORY [--cut REGEX]... [--classes | --missing | --registered | --why CLASS]}.
 * A cut empties each method that matches as {@code package.Class.method}: the difference is what only these methods reach.
 */
public final class Reached {

    private record Call(boolean dynamic, String owner, String method) { }

    private record Method(String owner, String key, boolean hasCode, int size, List<Call> calls, Set<String> created, Set<String> used,
            Set<String> named) { }

    private record Known(String name, String jar, List<String> parents, Map<String, Method> methods, Set<String> subtypes) {
        /** The superclass comes first, then the interfaces. */
        String superclass() {
            return parents.isEmpty() ? null : parents.get(0);
        }
    }

    private record Registration(boolean constructors, boolean methods, Set<String> names) {
        boolean covers(String method) {
            return names.contains(method) || (method.equals("<init>") ? constructors : methods && !method.equals("<clinit>"));
        }
    }

    private record Jars(Map<String, Known> classes, Map<String, Registration> registered, Map<String, Set<String>> services) { }

    private static final Map<String, Set<String>> JDK = new HashMap<>();

    private final Jars jars;
    private final List<Pattern> cuts;
    private final Set<Method> reached = new HashSet<>();
    private final Set<String> touched = new HashSet<>();
    private final Set<String> created = new HashSet<>();
    private final Map<String, Set<String>> calledOn = new HashMap<>();
    private final Map<Object, Object> because = new HashMap<>();
    private final Deque<Method> work = new ArrayDeque<>();

    private Reached(Jars jars, List<Pattern> cuts) {
        this.jars = jars;
        this.cuts = cuts;
    }

    public static void main(String[] words) throws IOException {
        List<Pattern> cuts = new ArrayList<>();
        String answer = "--jars";
        String why = null;
        for (int i = 1; i < words.length; i++) {
            switch (words[i]) {
                case "--cut" -> cuts.add(Pattern.compile(words[++i]));
                case "--why" -> why = words[++i].replace('.', '/');
                case "--classes", "--missing", "--registered" -> answer = words[i];
                default -> throw new IllegalArgumentException(words[i]);
            }
        }
        Jars jars = read(Path.of(words[0]));
        Reached all = new Reached(jars, cuts).run(true);
        if (why != null) {
            all.explain(why);
            return;
        }
        switch (answer) {
            case "--classes" -> new TreeSet<>(all.touched).forEach(type -> System.out.println(type.replace('/', '.')));
            case "--missing" -> all.missing().forEach((type, from) -> System.out.println(type.replace('/', '.') + " " + from));
            case "--registered" -> {
                Set<String> otherwise = new Reached(jars, cuts).run(false).touched;
                new TreeSet<>(jars.registered.keySet()).forEach(type -> System.out.println(type.replace('/', '.')
                        + (!jars.classes.containsKey(type) ? " of the JDK" : otherwise.contains(type) ? " reached" : " by registration alone")));
            }
            default -> all.report();
        }
    }

    private static Jars read(Path sources) throws IOException {
        Jars jars = new Jars(new HashMap<>(), new HashMap<>(), new HashMap<>());
        for (Path directory : List.of(sources, sources.resolve("lib"))) {
            try (Stream<Path> files = Files.list(directory)) {
                for (Path jar : files.filter(file -> file.toString().endsWith(".jar")).sorted().toList()) {
                    read(jar, jars);
                }
            }
        }
        if (!jars.registered.containsKey("io/quarkus/runner/ApplicationImpl")) {
            throw new IOException(sources + " holds no native augmentation");
        }
        jars.classes.values().forEach(known -> ancestors(known.name, jars.classes).stream().filter(jars.classes::containsKey)
                .forEach(ancestor -> jars.classes.get(ancestor).subtypes.add(known.name)));
        return jars;
    }

    private static void read(Path jar, Jars jars) throws IOException {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            for (ZipEntry entry : zip.stream().map(ZipEntry.class::cast).toList()) {
                String name = entry.getName();
                byte[] bytes = zip.getInputStream(entry).readAllBytes();
                if (name.endsWith(".class") && !name.startsWith("META-INF/") && !name.endsWith("module-info.class")) {
                    Known known = known(bytes, jar.getFileName().toString());
                    jars.classes.putIfAbsent(known.name, known);
                } else if (name.startsWith("META-INF/services/") && !entry.isDirectory()) {
                    Set<String> providers = jars.services.computeIfAbsent(name.substring(18).replace('.', '/'), type -> new HashSet<>());
                    new String(bytes, StandardCharsets.UTF_8).lines().map(line -> line.replaceFirst("#.*", "").strip().replace('.', '/'))
                            .filter(line -> !line.isEmpty()).forEach(providers::add);
                } else if (name.startsWith("META-INF/native-image/") && name.endsWith("/reflect-config.json")) {
                    for (JsonNode type : new ObjectMapper().readTree(bytes)) {
                        Set<String> names = new HashSet<>();
                        type.path("methods").forEach(method -> names.add(method.path("name").asText()));
                        jars.registered.merge(type.path("name").asText().replace('.', '/'), new Registration(
                                type.path("allDeclaredConstructors").asBoolean(), type.path("allDeclaredMethods").asBoolean(), names), Reached::both);
                    }
                }
            }
        }
    }

    private static Registration both(Registration one, Registration other) {
        Set<String> names = new HashSet<>(one.names);
        names.addAll(other.names);
        return new Registration(one.constructors || other.constructors, one.methods || other.methods, names);
    }

    private static Known known(byte[] bytes, String jar) {
        ClassNode type = new ClassNode();
        new ClassReader(bytes).accept(type, ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
        List<String> parents = new ArrayList<>();
        if (type.superName != null) {
            parents.add(type.superName);
        }
        parents.addAll(type.interfaces);
        Known known = new Known(type.name, jar, parents, new HashMap<>(), new HashSet<>());
        type.methods.forEach(method -> known.methods.put(method.name + method.desc, method(type.name, method)));
        return known;
    }

    private static Method method(String owner, MethodNode node) {
        CodeSizeEvaluator size = new CodeSizeEvaluator(null);
        node.accept(size);
        Method method = new Method(owner, node.name + node.desc, (node.access & Opcodes.ACC_ABSTRACT) == 0, size.getMaxSize(),
                new ArrayList<>(), new HashSet<>(), new HashSet<>(), new HashSet<>());
        node.tryCatchBlocks.stream().filter(block -> block.type != null).forEach(block -> method.named.add(block.type));
        for (AbstractInsnNode instruction : node.instructions) {
            if (instruction instanceof MethodInsnNode call) {
                boolean dynamic = call.getOpcode() == Opcodes.INVOKEVIRTUAL || call.getOpcode() == Opcodes.INVOKEINTERFACE;
                method.calls.add(new Call(dynamic, call.owner, call.name + call.desc));
                method.named.add(call.owner);
            } else if (instruction instanceof FieldInsnNode field) {
                method.used.add(field.owner);
                method.named.add(field.owner);
            } else if (instruction instanceof TypeInsnNode type) {
                if (type.getOpcode() == Opcodes.NEW) {
                    method.created.add(type.desc);
                }
                method.named.add(type.desc);
            } else if (instruction instanceof MultiANewArrayInsnNode array) {
                method.named.add(array.desc);
            } else if (instruction instanceof LdcInsnNode constant && constant.cst instanceof Type type && type.getSort() != Type.METHOD) {
                method.named.add(type.getInternalName());
            } else if (instruction instanceof InvokeDynamicInsnNode lambda) {
                Stream.of(lambda.bsmArgs).filter(Handle.class::isInstance).map(Handle.class::cast).forEach(handle -> handle(handle, method));
            }
        }
        return method;
    }

    private static void handle(Handle handle, Method method) {
        method.named.add(handle.getOwner());
        if (handle.getTag() < Opcodes.H_INVOKEVIRTUAL) {
            method.used.add(handle.getOwner());
            return;
        }
        if (handle.getTag() == Opcodes.H_NEWINVOKESPECIAL) {
            method.created.add(handle.getOwner());
        }
        method.calls.add(new Call(handle.getTag() == Opcodes.H_INVOKEVIRTUAL || handle.getTag() == Opcodes.H_INVOKEINTERFACE,
                handle.getOwner(), handle.getName() + handle.getDesc()));
    }

    private static Set<String> ancestors(String name, Map<String, Known> classes) {
        Set<String> all = new HashSet<>();
        Deque<String> open = new ArrayDeque<>(List.of(name));
        while (!open.isEmpty()) {
            Known known = classes.get(open.pop());
            if (known != null) {
                known.parents.stream().filter(all::add).forEach(open::push);
            }
        }
        return all;
    }

    private Reached run(boolean registrations) {
        Map<String, Registration> starts = new HashMap<>(registrations ? jars.registered : Map.of());
        for (String main : List.of("io/quarkus/runner/GeneratedMain", "io/quarkus/runner/ApplicationImpl", "io/quarkus/runner/Feature")) {
            starts.put(main, new Registration(true, true, Set.of()));
        }
        starts.forEach((type, registration) -> {
            if (jars.classes.containsKey(type)) {
                String reason = registrations && jars.registered.containsKey(type) ? "registered for reflection" : "main";
                create(type, reason);
                jars.classes.get(type).methods.values().stream()
                        .filter(method -> registration.covers(method.key.substring(0, method.key.indexOf('('))))
                        .forEach(method -> reach(method, reason));
            }
        });
        jars.services.keySet().stream().filter(Reached::inJdk).forEach(this::provide);
        while (!work.isEmpty()) {
            Method method = work.pop();
            if (!cut(method)) {
                method.used.forEach(type -> touch(type, method));
                method.created.forEach(type -> create(type, method));
                method.calls.forEach(call -> call(call, method));
            }
        }
        return this;
    }

    private boolean cut(Method method) {
        String name = method.owner.replace('/', '.') + "." + method.key.substring(0, method.key.indexOf('('));
        return cuts.stream().anyMatch(cut -> cut.matcher(name).matches());
    }

    private void call(Call call, Method from) {
        touch(call.owner, from);
        if (!call.dynamic) {
            find(call.owner, call.method, from);
        } else if (calledOn.computeIfAbsent(call.owner, owner -> new HashSet<>()).add(call.method) && jars.classes.containsKey(call.owner)) {
            Stream.concat(Stream.of(call.owner), jars.classes.get(call.owner).subtypes.stream()).filter(created::contains).toList()
                    .forEach(type -> find(type, call.method, from));
        }
    }

    /** The method that runs for a receiver of this very class: its own, an inherited one, or a default of an interface. */
    private void find(String type, String key, Object from) {
        for (Known at = jars.classes.get(type); at != null; at = jars.classes.get(at.superclass())) {
            Method method = at.methods.get(key);
            if (method != null && method.hasCode) {
                reach(method, from);
                return;
            }
        }
        ancestors(type, jars.classes).stream().map(jars.classes::get).filter(known -> known != null && known.methods.containsKey(key))
                .map(known -> known.methods.get(key)).filter(Method::hasCode).forEach(method -> reach(method, from));
    }

    private void reach(Method method, Object from) {
        if (reached.add(method)) {
            because.put(method, from);
            touch(method.owner, method);
            work.push(method);
        }
    }

    private void touch(String type, Object from) {
        if (!touched(type, from)) {
            return;
        }
        Known known = jars.classes.get(type);
        known.parents.forEach(parent -> touch(parent, from));
        if (known.methods.containsKey("<clinit>()V")) {
            reach(known.methods.get("<clinit>()V"), from);
        }
        provide(type);
    }

    private void provide(String service) {
        for (String provider : jars.services.getOrDefault(service, Set.of())) {
            create(provider, service);
            find(provider, "<init>()V", service);
        }
    }

    private boolean touched(String type, Object from) {
        boolean first = jars.classes.containsKey(type) && touched.add(type);
        if (first) {
            because.put(type, from);
        }
        return first;
    }

    private void create(String type, Object from) {
        if (!jars.classes.containsKey(type) || !created.add(type)) {
            return;
        }
        touch(type, from);
        Set<String> types = ancestors(type, jars.classes);
        types.addAll(List.of(type, "java/lang/Object"));
        for (String ancestor : types) {
            Set<String> calls = jars.classes.containsKey(ancestor) ? calledOn.getOrDefault(ancestor, Set.of()) : ofJdk(ancestor);
            List.copyOf(calls).forEach(key -> find(type, key, from));
        }
    }

    /** The JDK can call whatever it knows of a type. */
    private static Set<String> ofJdk(String type) {
        return JDK.computeIfAbsent(type, name -> {
            Set<String> keys = new HashSet<>();
            try {
                Class<?> loaded = Class.forName(name.replace('/', '.'), false, ClassLoader.getPlatformClassLoader());
                Stream.of(loaded.getDeclaredMethods(), loaded.getMethods()).flatMap(Stream::of)
                        .forEach(method -> keys.add(method.getName() + Type.getMethodDescriptor(method)));
            } catch (ClassNotFoundException absent) {
                return Set.of();
            }
            return keys;
        });
    }

    /** Types that no jar and no JDK has, by what names them: with {@code --link-at-build-time} each can fail the native build. */
    private Map<String, String> missing() {
        Map<String, String> missing = new TreeMap<>();
        touched.forEach(type -> jars.classes.get(type).parents.stream().filter(this::isMissing)
                .forEach(parent -> missing.putIfAbsent(parent, type.replace('/', '.'))));
        reached.stream().filter(method -> !cut(method)).forEach(method -> method.named.stream()
                .map(name -> name.startsWith("[") ? Type.getType(name).getElementType().getInternalName() : name).filter(this::isMissing)
                .forEach(name -> missing.merge(name, method.owner.replace('/', '.'), (one, other) -> one.compareTo(other) < 0 ? one : other)));
        return missing;
    }

    private boolean isMissing(String type) {
        return type.length() > 1 && !jars.classes.containsKey(type) && ofJdk(type).isEmpty() && !inJdk(type);
    }

    /** An annotation or a marker of the JDK has no methods. */
    private static boolean inJdk(String type) {
        try {
            Class.forName(type.replace('/', '.'), false, ClassLoader.getPlatformClassLoader());
            return true;
        } catch (ClassNotFoundException absent) {
            return false;
        }
    }

    private void explain(String type) {
        Object at = jars.classes.containsKey(type) ? type : null;
        for (int depth = 0; at != null && depth < 60; depth++) {
            System.out.println(at instanceof Method method ? method.owner.replace('/', '.') + "." + method.key : at);
            at = because.get(at);
        }
    }

    private void report() {
        Map<String, long[]> byJar = new HashMap<>();
        for (Known known : jars.classes.values()) {
            for (long[] sums : List.of(byJar.computeIfAbsent(known.jar, jar -> new long[4]), byJar.computeIfAbsent("all", jar -> new long[4]))) {
                sums[0]++;
                sums[1] += touched.contains(known.name) ? 1 : 0;
                for (Method method : known.methods.values()) {
                    sums[2] += method.size;
                    sums[3] += reached.contains(method) && !cut(method) ? method.size : 0;
                }
            }
        }
        System.out.printf("%8s %8s %9s %9s  %s%n", "classes", "reached", "code", "reached", "jar");
        byJar.entrySet().stream().sorted((a, b) -> Long.compare(b.getValue()[3], a.getValue()[3])).forEach(jar ->
                System.out.printf("%8d %8d %9d %9d  %s%n", jar.getValue()[0], jar.getValue()[1], jar.getValue()[2], jar.getValue()[3], jar.getKey()));
    }
}
