package io.claviger.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The JAX-RS endpoints that are in a module's classes, as {@code POST /path/{name}}. By the names of the annotations, so that
 * this module needs none of them.
 */
public final class Endpoints {

    private static final Set<String> VERBS = Set.of("GET", "PUT", "POST", "DELETE", "PATCH", "HEAD");

    private Endpoints() {}

    /** Of the module whose tests are running. */
    public static Set<String> ofThisModule() {
        Path classes = Path.of("target", "classes");
        Set<String> found = new TreeSet<>();
        try (Stream<Path> files = Files.walk(classes)) {
            files.map(file -> classes.relativize(file).toString())
                    .filter(name -> name.startsWith("io/claviger/") && name.endsWith(".class"))
                    .map(name ->
                            name.substring(0, name.length() - ".class".length()).replace('/', '.'))
                    .map(Endpoints::loaded)
                    .forEach(type -> addOf(type, found));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    private static Class<?> loaded(String name) {
        try {
            return Class.forName(name, false, Thread.currentThread().getContextClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("compiled, but not there: " + name, e);
        }
    }

    private static void addOf(Class<?> type, Set<String> found) {
        Optional<String> root = path(type.getAnnotations());
        if (root.isEmpty() || type.isInterface()) {
            return;
        }
        for (Method method : type.getDeclaredMethods()) {
            Arrays.stream(method.getAnnotations())
                    .map(annotation -> annotation.annotationType().getSimpleName())
                    .filter(VERBS::contains)
                    .forEach(verb -> found.add(verb + " "
                            + joined(root.get(), path(method.getAnnotations()).orElse(""))));
        }
    }

    private static Optional<String> path(Annotation[] annotations) {
        return Arrays.stream(annotations)
                .filter(annotation -> annotation.annotationType().getName().equals("jakarta.ws.rs.Path"))
                .map(Endpoints::value)
                .findFirst();
    }

    private static String value(Annotation annotation) {
        try {
            return (String) annotation.annotationType().getMethod("value").invoke(annotation);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a path without a value", e);
        }
    }

    /** Without the patterns that places may have. */
    private static String joined(String root, String rest) {
        String all = "/" + root + "/" + rest;
        String plain = all.replaceAll("\\{\\s*(\\w+)\\s*:[^}]*}", "{$1}").replaceAll("/+", "/");
        return plain.length() > 1 && plain.endsWith("/") ? plain.substring(0, plain.length() - 1) : plain;
    }
}
