import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * What of the jars a native image could keep, from the bytecode alone: rapid type analysis from the main class and from what is
 * registered for reflection. It keeps more than native-image does (no flow of values, no substitutions, static initialisers count
 * as code); it does not see what is looked up by a constant name or by a service loader, nor the JDK's own code.
 *
 * <p>Usage: Reached SOURCE_JAR_DIRECTORY [--cut REGEX]... [--why CLASS] [--classes]; a cut takes the body out of each method
 * that matches as {@code package.Class.method}, which shows what else goes with it.
 */
public final class Reached {

    private static final int ASM = Opcodes.ASM9;

    private record Call(boolean virtual, String owner, String name, String descriptor) { }

    private record Method(String owner, String name, String descriptor, int access, int size, List<Call> calls, Set<String> created, Set<String> touched) {
        String key() {
            return name + descriptor;
        }
    }

    private static final class Known {
        String name;
        String parent;
        String[] interfaces;
        String jar;
        final Map<String, Method> methods = new LinkedHashMap<>();
        final Set<String> subtypes = new HashSet<>();
    }

    private final Map<String, Known> classes = new HashMap<>();
    private final Set<Method> reached = new HashSet<>();
    private final Map<Object, Object> because = new HashMap<>();
    private final Set<String> touched = new HashSet<>();
    private final Set<String> created = new HashSet<>();
    private final Map<String, Set<String>> calledOn = new HashMap<>();
    private final Map<String, Set<String>> jdkMethods = new HashMap<>();
    private final Deque<Method> work = new ArrayDeque<>();
    private final List<Pattern> cuts = new ArrayList<>();
    private final Set<String> providers = new HashSet<>();

    public static void main(String[] words) throws IOException {
        Reached analysis = new Reached();
        Path sources = Path.of(words[0]);
        String why = null;
        boolean list = false;
        for (int i = 1; i < words.length; i++) {
            switch (words[i]) {
                case "--cut" -> analysis.cuts.add(Pattern.compile(words[++i]));
                case "--why" -> why = words[++i].replace('.', '/');
                case "--classes" -> list = true;
                default -> throw new IllegalArgumentException(words[i]);
            }
        }
        String registered = analysis.read(sources);
        analysis.start(registered);
        analysis.finish();
        analysis.report(list, why);
    }

    private String read(Path sources) throws IOException {
        List<Path> jars = new ArrayList<>();
        for (Path directory : List.of(sources, sources.resolve("lib"))) {
            try (Stream<Path> files = Files.list(directory)) {
                files.filter(file -> file.toString().endsWith(".jar")).sorted().forEach(jars::add);
            }
        }
        String registered = null;
        for (Path jar : jars) {
            try (ZipFile zip = new ZipFile(jar.toFile())) {
                for (ZipEntry entry : (Iterable<ZipEntry>) zip.stream().map(e -> (ZipEntry) e)::iterator) {
                    if (entry.getName().endsWith(".class") && !entry.getName().startsWith("META-INF/") && !entry.getName().endsWith("module-info.class")) {
                        add(zip.getInputStream(entry).readAllBytes(), jar.getFileName().toString());
                    } else if (entry.getName().startsWith("META-INF/services/") && jar.getParent().equals(sources)) {
                        new String(zip.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8).lines()
                                .forEach(line -> providers.add(line.strip().replace('.', '/')));
                    } else if (entry.getName().equals("META-INF/native-image/reflect-config.json")) {
                        registered = new String(zip.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8);
                    }
                }
            }
        }
        for (Known known : classes.values()) {
            for (String above : ancestors(known.name)) {
                if (classes.containsKey(above)) {
                    classes.get(above).subtypes.add(known.name);
                }
            }
        }
        return registered;
    }

    private void add(byte[] bytes, String jar) {
        Known known = new Known();
        known.jar = jar;
        new ClassReader(bytes).accept(new ClassVisitor(ASM) {
            @Override
            public void visit(int version, int access, String name, String signature, String parent, String[] interfaces) {
                known.name = name;
                known.parent = parent;
                known.interfaces = interfaces;
            }

            @Override
            public MethodVisitor visitMethod(int access, String name, String descriptor, String signature, String[] exceptions) {
                int[] size = {0};
                List<Call> calls = new ArrayList<>();
                Set<String> creates = new HashSet<>();
                Set<String> touches = new HashSet<>();
                return new MethodVisitor(ASM) {
                    @Override
                    public void visitMethodInsn(int opcode, String owner, String method, String type, boolean isInterface) {
                        size[0] += 3;
                        calls.add(new Call(opcode == Opcodes.INVOKEVIRTUAL || opcode == Opcodes.INVOKEINTERFACE, owner, method, type));
                    }

                    @Override
                    public void visitTypeInsn(int opcode, String type) {
                        size[0] += 3;
                        if (opcode == Opcodes.NEW) {
                            creates.add(type);
                        }
                    }

                    @Override
                    public void visitFieldInsn(int opcode, String owner, String field, String type) {
                        size[0] += 3;
                        touches.add(owner);
                    }

                    @Override
                    public void visitInvokeDynamicInsn(String method, String type, Handle bootstrap, Object... arguments) {
                        size[0] += 5;
                        for (Object argument : arguments) {
                            if (argument instanceof Handle handle && handle.getTag() >= Opcodes.H_INVOKEVIRTUAL) {
                                if (handle.getTag() == Opcodes.H_NEWINVOKESPECIAL) {
                                    creates.add(handle.getOwner());
                                }
                                calls.add(new Call(handle.getTag() == Opcodes.H_INVOKEVIRTUAL || handle.getTag() == Opcodes.H_INVOKEINTERFACE,
                                        handle.getOwner(), handle.getName(), handle.getDesc()));
                            }
                        }
                    }

                    @Override
                    public void visitLdcInsn(Object value) {
                        size[0] += 2;
                    }

                    @Override
                    public void visitInsn(int opcode) {
                        size[0] += 1;
                    }

                    @Override
                    public void visitVarInsn(int opcode, int variable) {
                        size[0] += 1;
                    }

                    @Override
                    public void visitIntInsn(int opcode, int operand) {
                        size[0] += 2;
                    }

                    @Override
                    public void visitJumpInsn(int opcode, Label label) {
                        size[0] += 3;
                    }

                    @Override
                    public void visitEnd() {
                        known.methods.put(name + descriptor, new Method(known.name, name, descriptor, access, size[0], calls, creates, touches));
                    }
                };
            }
        }, ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
        classes.putIfAbsent(known.name, known);
    }

    private Set<String> ancestors(String name) {
        Set<String> all = new HashSet<>();
        Deque<String> open = new ArrayDeque<>(List.of(name));
        while (!open.isEmpty()) {
            Known known = classes.get(open.pop());
            if (known != null) {
                List<String> above = new ArrayList<>(List.of(known.interfaces));
                if (known.parent != null) {
                    above.add(known.parent);
                }
                above.stream().filter(all::add).forEach(open::push);
            }
        }
        return all;
    }

    private void start(String registered) {
        for (String provider : providers) {
            create(provider, "service of the application");
            find(provider, "<init>()V", "service of the application");
        }
        for (Known known : classes.values()) {
            if (known.name.equals("io/quarkus/runner/GeneratedMain") || known.name.equals("io/quarkus/runner/ApplicationImpl")
                    || known.name.equals("io/quarkus/runner/Feature")) {
                create(known.name, "main");
                known.methods.values().forEach(method -> reach(method, "main"));
            }
        }
        Matcher entry = Pattern.compile("\\{[^{}]*?\"name\"\\s*:\\s*\"([^\"]+)\"(?:[^{}]|\\{[^{}]*\\})*\\}").matcher(registered);
        while (entry.find()) {
            Known known = classes.get(entry.group(1).replace('.', '/'));
            if (known == null) {
                continue;
            }
            String because = "registered for reflection";
            create(known.name, because);
            boolean methods = entry.group().contains("\"allDeclaredMethods\":true");
            boolean constructors = entry.group().contains("\"allDeclaredConstructors\":true");
            for (Method method : known.methods.values()) {
                boolean constructor = method.name.equals("<init>");
                if (constructor ? constructors || entry.group().contains("\"<init>\"") : methods || entry.group().contains("\"" + method.name + "\"")) {
                    reach(method, because);
                }
            }
        }
    }

    private void finish() {
        while (!work.isEmpty()) {
            Method method = work.pop();
            String name = method.owner.replace('/', '.') + "." + method.name;
            if (cuts.stream().anyMatch(cut -> cut.matcher(name).matches())) {
                continue;
            }
            method.touched.forEach(type -> touch(type, method));
            method.created.forEach(type -> create(type, method));
            for (Call call : method.calls) {
                call(call, method);
            }
        }
    }

    private void call(Call call, Object from) {
        if (call.owner.startsWith("[")) {
            return;
        }
        touch(call.owner, from);
        String key = call.name + call.descriptor;
        if (!call.virtual) {
            find(call.owner, key, from);
        } else if (calledOn.computeIfAbsent(call.owner, owner -> new HashSet<>()).add(key)) {
            Known owner = classes.get(call.owner);
            if (owner != null) {
                owner.subtypes.stream().filter(created::contains).forEach(type -> find(type, key, from));
                if (created.contains(call.owner)) {
                    find(call.owner, key, from);
                }
            }
        }
    }

    /** The method that is run for a receiver of this very class, with those that could be it in its interfaces. */
    private void find(String type, String key, Object from) {
        for (String at = type; at != null && classes.containsKey(at); at = classes.get(at).parent) {
            Method method = classes.get(at).methods.get(key);
            if (method != null && (method.access & Opcodes.ACC_ABSTRACT) == 0) {
                reach(method, from);
                return;
            }
        }
        for (String above : ancestors(type)) {
            Method method = classes.containsKey(above) ? classes.get(above).methods.get(key) : null;
            if (method != null && (method.access & Opcodes.ACC_ABSTRACT) == 0) {
                reach(method, from);
            }
        }
    }

    private void reach(Method method, Object from) {
        if (reached.add(method)) {
            because.put(method, from);
            touch(method.owner, method);
            work.push(method);
        }
    }

    private void touch(String type, Object from) {
        Known known = classes.get(type);
        if (known != null && touched.add(type)) {
            because.putIfAbsent(type, from);
            if (known.parent != null) {
                touch(known.parent, from);
            }
            Method initialiser = known.methods.get("<clinit>()V");
            if (initialiser != null) {
                reach(initialiser, from);
            }
        }
    }

    private void create(String type, Object from) {
        Known known = classes.get(type);
        if (known == null || !created.add(type)) {
            return;
        }
        because.putIfAbsent("new " + type, from);
        touch(type, from);
        Set<String> above = ancestors(type);
        above.add(type);
        for (String ancestor : above) {
            for (String key : calledOn.getOrDefault(ancestor, Set.of())) {
                find(type, key, from);
            }
            if (!classes.containsKey(ancestor)) {
                for (String key : ofJdk(ancestor)) {
                    find(type, key, from);
                }
            }
        }
        for (String key : ofJdk("java/lang/Object")) {
            find(type, key, from);
        }
    }

    /** Whatever the JDK knows of a type it may call. */
    private Set<String> ofJdk(String type) {
        return jdkMethods.computeIfAbsent(type, name -> {
            Set<String> keys = new HashSet<>();
            try {
                Class<?> loaded = Class.forName(name.replace('/', '.'), false, ClassLoader.getPlatformClassLoader());
                for (Class<?> at = loaded; at != null; at = at.getSuperclass()) {
                    for (var method : at.getDeclaredMethods()) {
                        keys.add(method.getName() + Type.getMethodDescriptor(method));
                    }
                }
                for (var method : loaded.getMethods()) {
                    keys.add(method.getName() + Type.getMethodDescriptor(method));
                }
            } catch (ClassNotFoundException | NoClassDefFoundError absent) {
                return Set.of();
            }
            return keys;
        });
    }

    private void report(boolean list, String why) {
        if (why != null) {
            Object at = classes.containsKey(why) ? why : null;
            for (int depth = 0; at != null && depth < 60; depth++) {
                System.out.println("  " + (at instanceof Method method ? method.owner + "." + method.name : at));
                at = because.get(at);
            }
            return;
        }
        Map<String, long[]> byJar = new TreeMap<>();
        for (Known known : classes.values()) {
            long[] sums = byJar.computeIfAbsent(known.jar, jar -> new long[4]);
            boolean is = touched.contains(known.name);
            sums[0]++;
            sums[1] += is ? 1 : 0;
            for (Method method : known.methods.values()) {
                sums[2] += method.size;
                sums[3] += reached.contains(method) ? method.size : 0;
            }
            if (list && is) {
                System.out.println(known.name.replace('/', '.'));
            }
        }
        if (list) {
            return;
        }
        long[] all = new long[4];
        System.out.printf("%8s %8s %9s %9s  %s%n", "classes", "reached", "code", "reached", "jar");
        byJar.entrySet().stream().sorted((a, b) -> Long.compare(b.getValue()[3], a.getValue()[3])).forEach(jar -> {
            long[] sums = jar.getValue();
            System.out.printf("%8d %8d %9d %9d  %s%n", sums[0], sums[1], sums[2], sums[3], jar.getKey());
            for (int i = 0; i < 4; i++) {
                all[i] += sums[i];
            }
        });
        System.out.printf("%8d %8d %9d %9d  all%n", all[0], all[1], all[2], all[3]);
    }
}
