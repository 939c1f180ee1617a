package io.claviger.system;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Every setting that the sources name: members of config mappings, config properties, the intervals of schedules, and the front
 * door's variables. Read from source, since no service is on the class path here.
 */
final class SourceSettings {

    private static final Pattern INTERVAL = Pattern.compile("\\{(claviger[^:}]*)(?::([^}]*))?}");
    private static final Pattern INNERMOST = Pattern.compile("(?:Optional|List)<(.*)>");
    private static final Pattern MAP = Pattern.compile("Map<.*?,\\s*(.*)>");

    /** What has no default has an empty one. */
    private final Map<String, String> defaults = new TreeMap<>();
    /** By simple name, all that could be meant. */
    private final Map<String, List<Declared>> interfaces = new TreeMap<>();

    private record Declared(CompilationUnitTree unit, ClassTree type) {}

    private SourceSettings() {}

    /** @param home the project's root */
    static Map<String, String> of(Path home) throws IOException {
        SourceSettings found = new SourceSettings();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask)
                    compiler.getTask(null, files, null, null, null, files.getJavaFileObjectsFromPaths(sources(home)));
            for (CompilationUnitTree unit : task.parse()) {
                found.new Reader(unit).scan(unit, null);
            }
        }
        found.interfaces.values().stream().flatMap(List::stream).toList().forEach(found::readMapping);
        return found.defaults;
    }

    private static List<Path> sources(Path home) throws IOException {
        List<Path> sources = new ArrayList<>();
        try (Stream<Path> modules = Files.list(home)) {
            for (Path main : modules.filter(module -> !module.endsWith("bench"))
                    .map(module -> module.resolve("src/main/java"))
                    .filter(Files::isDirectory)
                    .toList()) {
                try (Stream<Path> files = Files.walk(main)) {
                    files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
                }
            }
        }
        return sources;
    }

    /** Notes the interfaces of a file, and the settings that stand in annotations and in the front door. */
    private final class Reader extends TreeScanner<Void, Void> {

        private final CompilationUnitTree unit;

        private Reader(CompilationUnitTree unit) {
            this.unit = unit;
        }

        @Override
        public Void visitClass(ClassTree type, Void none) {
            if (type.getKind() == Tree.Kind.INTERFACE) {
                interfaces
                        .computeIfAbsent(type.getSimpleName().toString(), _ -> new ArrayList<>())
                        .add(new Declared(unit, type));
            }
            return super.visitClass(type, none);
        }

        @Override
        public Void visitAnnotation(AnnotationTree annotation, Void none) {
            switch (annotation.getAnnotationType().toString()) {
                case "ConfigProperty" ->
                    argument(annotation, "name")
                            .filter(name -> name.startsWith("claviger."))
                            .ifPresent(name -> note(
                                    name, argument(annotation, "defaultValue").orElse("")));
                case "Scheduled" -> {
                    Matcher interval =
                            INTERVAL.matcher(argument(annotation, "every").orElse(""));
                    if (interval.find()) {
                        note(
                                interval.group(1),
                                Optional.ofNullable(interval.group(2)).orElse(""));
                    }
                }
                default -> {}
            }
            return super.visitAnnotation(annotation, none);
        }

        @Override
        public Void visitBinary(BinaryTree sum, Void none) {
            if (sum.getLeftOperand().toString().equals("PREFIX")
                    && unit.getSourceFile().getName().endsWith("frontdoor/FrontDoorConfig.java")
                    && literal(sum.getRightOperand()).orElse("").matches("[A-Z_]+")) {
                note("CLAVIGER_FRONT_DOOR_" + literal(sum.getRightOperand()).orElseThrow(), "");
            }
            return super.visitBinary(sum, none);
        }
    }

    private void readMapping(Declared declared) {
        of(declared.type().getModifiers(), "ConfigMapping", "prefix")
                .ifPresent(prefix -> readMembers(declared, prefix, declared));
    }

    private void readMembers(Declared declared, String prefix, Declared mapping) {
        for (Tree parent : declared.type().getImplementsClause()) {
            type(parent.toString(), declared).ifPresent(known -> readMembers(known, prefix, mapping));
        }
        for (Tree member : declared.type().getMembers()) {
            if (member instanceof MethodTree method
                    && method.getBody() == null
                    && !method.getModifiers().getFlags().contains(Modifier.DEFAULT)) {
                read(method, declared, prefix, mapping);
            }
        }
    }

    private void read(MethodTree method, Declared declared, String prefix, Declared mapping) {
        String name = prefix
                + '.'
                + of(method.getModifiers(), "WithName", "value")
                        .orElse(kebab(method.getName().toString()));
        String type = method.getReturnType().toString();
        for (Matcher inside = INNERMOST.matcher(type); inside.matches(); inside = INNERMOST.matcher(type)) {
            type = inside.group(1);
        }
        for (Matcher values = MAP.matcher(type); values.matches(); values = MAP.matcher(type)) {
            name += ".<>";
            type = values.group(1);
        }
        Optional<Declared> group = type(type, declared);
        if (group.isPresent()) {
            readMembers(group.get(), name, mapping);
        } else {
            note(name, of(method.getModifiers(), "WithDefault", "value").orElse(""));
        }
    }

    /** An interface of that name in the same file, else in the same package. */
    private Optional<Declared> type(String name, Declared from) {
        List<Declared> all = interfaces.getOrDefault(name.substring(name.lastIndexOf('.') + 1), List.of());
        return all.stream()
                .filter(each -> each.unit() == from.unit())
                .findFirst()
                .or(() -> all.stream()
                        .filter(each -> String.valueOf(each.unit().getPackageName())
                                .equals(String.valueOf(from.unit().getPackageName())))
                        .findFirst());
    }

    private void note(String name, String byDefault) {
        defaults.merge(name, byDefault, (one, other) -> one.isEmpty() ? other : one);
    }

    private static String kebab(String camel) {
        return camel.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
    }

    private static Optional<String> of(ModifiersTree modifiers, String annotation, String argument) {
        return modifiers.getAnnotations().stream()
                .filter(each -> each.getAnnotationType().toString().equals(annotation))
                .findFirst()
                .flatMap(each -> argument(each, argument));
    }

    /** Empty for what is not written out where it stands. */
    private static Optional<String> argument(AnnotationTree annotation, String name) {
        return annotation.getArguments().stream()
                .filter(AssignmentTree.class::isInstance)
                .map(AssignmentTree.class::cast)
                .filter(argument -> argument.getVariable().toString().equals(name))
                .findFirst()
                .map(AssignmentTree::getExpression)
                .or(() -> name.equals("value")
                        ? annotation.getArguments().stream().findFirst().map(ExpressionTree.class::cast)
                        : Optional.empty())
                .flatMap(SourceSettings::literal);
    }

    private static Optional<String> literal(ExpressionTree expression) {
        return expression instanceof LiteralTree text ? Optional.of(String.valueOf(text.getValue())) : Optional.empty();
    }
}
