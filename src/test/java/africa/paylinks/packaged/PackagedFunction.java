package africa.paylinks.packaged;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A function of the package in a process of its own, started the way Lambda starts it: the working directory is the task
 * root, the runtime interface client loads the classes from there and {@code lib/}, or the native bootstrap runs; nothing
 * of this process's class path or environment reaches it.
 */
public final class PackagedFunction implements AutoCloseable {

    private static final String HANDLER = "io.quarkus.funqy.lambda.FunqyStreamHandler::handleRequest";
    private static final List<String> OF_512_MB = List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto", "-Xmx440m");
    private static final Duration INIT_LIMIT = Duration.ofSeconds(60);
    private static final int LOG_TAIL = 4000;

    private final RuntimeApi api;
    private final Process process;
    private final Path log;
    private final long startedAt;
    private final long polledAt;

    private PackagedFunction(RuntimeApi api, Process process, Path log, long startedAt, long polledAt) {
        this.api = api;
        this.process = process;
        this.log = log;
        this.startedAt = startedAt;
        this.polledAt = polledAt;
    }

    /**
     * Starts a function and waits until it polls for its first event.
     *
     * @param function the {@code @Funq} name
     * @param environment on top of what Lambda itself sets
     * @param log where the process's output goes
     * @throws FunctionDied when it does not come up; the message ends with its output
     */
    public static PackagedFunction start(FunctionPackage functionPackage, Runtime runtime, String function,
            Map<String, String> environment, Path log) throws IOException {
        return start(functionPackage.isNative() ? List.of(functionPackage.bootstrap().toString()) : runtime.command(),
                functionPackage.taskRoot(), function, environment, log);
    }

    /**
     * Starts a function of the native executable's application on a JVM, so that events come by the executable's poll loop.
     *
     * @throws FunctionDied when it does not come up; the message ends with its output
     */
    static PackagedFunction start(NativeApplication application, String function, Map<String, String> environment, Path log)
            throws IOException {
        return start(application.command(OF_512_MB), application.sources(), function, environment, log);
    }

    /** The same, and once the function is {@linkplain #end() ended}, later ones start faster. */
    static PackagedFunction startArchiving(NativeApplication application, String function, Map<String, String> environment, Path log)
            throws IOException {
        List<String> archiving = application.archivingClasses();
        return start(application.command(Stream.concat(OF_512_MB.stream(), archiving.stream()).toList()), application.sources(), function, environment, log);
    }

    private static PackagedFunction start(List<String> command, Path taskRoot, String function, Map<String, String> environment,
            Path log) throws IOException {
        RuntimeApi api = RuntimeApi.start();
        try {
            Files.createDirectories(log.getParent());
            ProcessBuilder builder = new ProcessBuilder(command);
            builder.directory(taskRoot.toFile());
            builder.redirectErrorStream(true).redirectOutput(log.toFile());
            Map<String, String> variables = builder.environment();
            variables.clear();
            variables.putAll(lambdaVariables(taskRoot, function, api));
            variables.putAll(environment);
            long startedAt = System.nanoTime();
            Process process = builder.start();
            process.onExit().thenAccept(exited ->
                    api.functionDied("the process ended with exit code " + exited.exitValue()));
            try {
                long polledAt = api.firstPoll().get(INIT_LIMIT.toSeconds(), TimeUnit.SECONDS);
                return new PackagedFunction(api, process, log, startedAt, polledAt);
            } catch (ExecutionException | TimeoutException e) {
                process.destroyForcibly().waitFor();
                Throwable cause = e instanceof ExecutionException ? e.getCause() : e;
                throw new FunctionDied(function + " did not come up: " + cause + "\n" + tail(log), cause);
            }
        } catch (InterruptedException e) {
            api.close();
            Thread.currentThread().interrupt();
            throw new FunctionDied("interrupted", e);
        } catch (IOException | RuntimeException e) {
            api.close();
            throw e;
        }
    }

    private static Map<String, String> lambdaVariables(Path taskRoot, String function, RuntimeApi api) {
        return Map.ofEntries(
                Map.entry("PATH", "/usr/local/bin:/usr/bin:/bin"),
                Map.entry("LANG", "en_US.UTF-8"),
                Map.entry("TZ", ":UTC"),
                Map.entry("LAMBDA_TASK_ROOT", taskRoot.toString()),
                Map.entry("AWS_LAMBDA_RUNTIME_API", api.address()),
                Map.entry("_HANDLER", HANDLER),
                Map.entry("AWS_LAMBDA_FUNCTION_NAME", function),
                Map.entry("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST"),
                Map.entry("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "512"),
                Map.entry("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/" + function),
                Map.entry("AWS_LAMBDA_LOG_STREAM_NAME", "local"),
                Map.entry("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand"),
                Map.entry("AWS_REGION", "eu-west-1"),
                Map.entry("AWS_DEFAULT_REGION", "eu-west-1"),
                Map.entry("AWS_ACCESS_KEY_ID", "local"),
                Map.entry("AWS_SECRET_ACCESS_KEY", "local"),
                Map.entry("QUARKUS_FUNQY_EXPORT", function));
    }

    /**
     * Hands the function one event and waits for its answer.
     *
     * @throws FunctionDied when none comes; the message ends with the process's output
     */
    public RuntimeApi.Answer invoke(byte[] event) {
        return answered(() -> api.invoke(event));
    }

    /**
     * Hands the function one event and waits for its answer as long as Lambda would.
     *
     * @throws FunctionDied when none comes; the message ends with the process's output
     */
    public RuntimeApi.Answer invoke(byte[] event, Duration timeout) {
        return answered(() -> api.invoke(event, timeout));
    }

    private RuntimeApi.Answer answered(Supplier<RuntimeApi.Answer> invocation) {
        try {
            return invocation.get();
        } catch (FunctionDied e) {
            throw new FunctionDied(e.getMessage() + "\n" + tail(log), e);
        }
    }

    /** Whether the process is still there. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** From the start of the process to its first poll for an event. */
    public Duration init() {
        return Duration.ofNanos(polledAt - startedAt);
    }

    /** From the start of the process to the given answer. */
    public Duration sinceStart(RuntimeApi.Answer answer) {
        return Duration.ofNanos(answer.answeredAt() - startedAt);
    }

    /** Resident memory of the process in bytes, as the kernel counts it; Linux only. */
    public long residentBytes() throws IOException {
        Path status = Path.of("/proc", String.valueOf(process.pid()), "status");
        try (Stream<String> lines = Files.lines(status)) {
            String kilobytes = lines.filter(line -> line.startsWith("VmRSS:")).findFirst()
                    .orElseThrow(() -> new IOException("no VmRSS in " + status))
                    .replaceAll("\\D", "");
            return Long.parseLong(kilobytes) * 1024;
        }
    }

    /** Processor time that the process has used so far: unlike the clock, it does not depend on what else runs here. */
    public Duration processorTime() {
        return process.info().totalCpuDuration().orElseThrow();
    }

    /** The process's number, for tools that look into it. */
    public long pid() {
        return process.pid();
    }

    /** What the process wrote so far. */
    public String output() {
        return tail(log);
    }

    /** Lets the process end by itself. */
    void end() {
        process.destroy();
        try {
            process.waitFor(INIT_LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        close();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        api.close();
    }

    private static String tail(Path log) {
        try {
            String text = Files.readString(log);
            return text.length() <= LOG_TAIL ? text : "…" + text.substring(text.length() - LOG_TAIL);
        } catch (IOException e) {
            return "(no output: " + e.getMessage() + ")";
        }
    }

    /**
     * The Java of Lambda's managed runtime; a native package does not use it.
     *
     * @param interfaceClient directory of the runtime interface client's jars
     * @param options for the virtual machine
     */
    public record Runtime(Path interfaceClient, List<String> options) {

        /** What the managed Java 17 runtime sets for a function of 512 MB: serial collector, first compiler only. */
        public static Runtime managed(Path interfaceClient) {
            return new Runtime(interfaceClient,
                    OF_512_MB);
        }

        /** The same with more options. */
        public Runtime with(List<String> more) {
            return new Runtime(interfaceClient, Stream.concat(options.stream(), more.stream()).toList());
        }

        private List<String> command() throws IOException {
            String classPath;
            try (Stream<Path> jars = Files.list(interfaceClient)) {
                classPath = jars.filter(jar -> jar.toString().endsWith(".jar"))
                        .map(jar -> jar.toAbsolutePath().toString()).sorted()
                        .collect(Collectors.joining(File.pathSeparator));
            }
            if (classPath.isEmpty()) {
                throw new IOException("no runtime interface client in " + interfaceClient);
            }
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(options);
            command.addAll(List.of("-cp", classPath, "com.amazonaws.services.lambda.runtime.api.client.AWSLambda",
                    HANDLER));
            return command;
        }
    }
}
