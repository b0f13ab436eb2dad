// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** That docs/from-asyncio.md leaves nothing out, and names nothing that is not there. */
class FromAsyncioTest {
    private static final Path PAGE = Path.of("..", "docs", "from-asyncio.md");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern MEMBER = Pattern.compile("([A-Z]\\w*)(?:\\.\\w+)+");

    private final List<String> lines = Files.readAllLines(PAGE);
    private final Map<String, Class<?>> api = publicTypes();

    FromAsyncioTest() throws IOException {}

    @Test
    void everyPublicNameOfAsyncioHasOneRow() {
        List<String> listed = rows("## Names").stream()
                .flatMap(row -> code(row.get(0)).stream())
                .toList();

        assertThat(listed).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(asyncioNames());
    }

    @Test
    void everyNameOfOursIsThere() {
        List<String> ours = rows("## Names").stream()
                .flatMap(row -> code(row.get(1)).stream())
                .toList();

        assertThat(ours)
                .isNotEmpty()
                .allSatisfy(name -> assertThat(isPublic(name))
                        .as("%s, in the second column of %s", name, PAGE)
                        .isTrue());
        assertThat(lines.stream()
                        .map(line -> line.replaceFirst("^\\| `[^|]*\\|", ""))
                        .flatMap(line -> code(line).stream()))
                .allSatisfy(span -> MEMBER.matcher(span)
                        .results()
                        .filter(match -> api.containsKey(match.group(1)))
                        .forEach(match -> assertThat(isPublic(match.group()))
                                .as("%s, somewhere in %s", match.group(), PAGE)
                                .isTrue()));
    }

    @Test
    void everyPublicTypeOfOursIsNamed() {
        SortedSet<String> named = rows("## Names").stream()
                .flatMap(row -> code(row.get(1)).stream())
                .map(name -> api.containsKey(name) ? name : name.substring(0, name.lastIndexOf('.')))
                .collect(toCollection(TreeSet::new));

        assertThat(named)
                .as("what has a row in %s, among all public types", PAGE)
                .containsExactlyElementsOf(new TreeSet<>(api.keySet()));
    }

    @Test
    void everyBehaviourHasOneRow() {
        List<Integer> numbers = rows("## Behaviours").stream()
                .map(row -> Integer.valueOf(row.get(0)))
                .toList();

        assertThat(numbers)
                .containsExactlyElementsOf(
                        IntStream.concat(IntStream.rangeClosed(1, 105), IntStream.rangeClosed(123, 125))
                                .boxed()
                                .toList());
    }

    /** Exactly: a test that is not in its row is as wrong as a row without a test, unless it has a reason. */
    @Test
    void everyBehaviourNamesTheTestsThatProveIt() {
        SortedMap<Integer, SortedSet<String>> proofs = proofs();
        SortedMap<Integer, SortedSet<String>> claims = new TreeMap<>();
        for (List<String> row : rows("## Behaviours")) {
            SortedSet<String> tests = new TreeSet<>(code(row.get(2)));
            if (tests.isEmpty()) {
                assertThat(row.get(2))
                        .as("the reason why %s has no test", row.get(0))
                        .contains(" ");
            } else {
                claims.put(Integer.valueOf(row.get(0)), tests);
            }
        }

        assertThat(claims).as("the last column of the behaviours in %s", PAGE).isEqualTo(proofs);
    }

    /** The cells of all table rows below a heading, up to the next of its kind. */
    private List<List<String>> rows(String heading) {
        int start = lines.indexOf(heading);
        assertThat(start).as("the line '%s' in %s", heading, PAGE).isNotNegative();
        List<List<String>> rows = new ArrayList<>();
        for (String line : lines.subList(start + 1, lines.size())) {
            if (line.startsWith("## ")) {
                break;
            }
            List<String> cells =
                    Stream.of(line.split("\\|", -1)).map(String::strip).toList();
            boolean isTitle = line.startsWith("| asyncio ") || line.startsWith("| |");
            if (line.startsWith("| ") && !isTitle) {
                assertThat(cells).as(line).hasSize(5);
                rows.add(cells.subList(1, 4));
            }
        }
        return rows;
    }

    private static List<String> code(String cell) {
        return CODE.matcher(cell).results().map(match -> match.group(1)).toList();
    }

    /** {@code Type}, {@code Type.Nested}, {@code Type.member}. */
    private boolean isPublic(String name) {
        if (api.containsKey(name)) {
            return true;
        }
        int dot = name.lastIndexOf('.');
        Class<?> type = dot < 0 ? null : api.get(name.substring(0, dot));
        if (type == null) {
            return false;
        }
        String member = name.substring(dot + 1);
        return Stream.concat(
                        Arrays.stream(type.getMethods()).map(Method::getName),
                        Arrays.stream(type.getFields()).map(Field::getName))
                .anyMatch(member::equals);
    }

    private static List<String> asyncioNames() {
        try (InputStream in = FromAsyncioTest.class.getResourceAsStream("/asyncio-names.txt")) {
            assertThat(in).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, Class<?>> publicTypes() throws IOException {
        Map<String, Class<?>> types = new HashMap<>();
        for (Class<?> type : typesBeside(EventLoop.class)) {
            String name = type.getName().substring(type.getPackageName().length() + 1);
            if (isAccessible(type)) {
                types.put(name.replace('$', '.'), type);
            }
        }
        return types;
    }

    private static boolean isAccessible(Class<?> type) {
        Class<?> outer = type.getDeclaringClass();
        return Modifier.isPublic(type.getModifiers()) && (outer == null || isAccessible(outer));
    }

    private static SortedMap<Integer, SortedSet<String>> proofs() {
        SortedMap<Integer, SortedSet<String>> proofs = new TreeMap<>();
        for (Class<?> test : typesBeside(FromAsyncioTest.class)) {
            for (Method method : test.getDeclaredMethods()) {
                Behaviour behaviour = method.getAnnotation(Behaviour.class);
                if (behaviour != null) {
                    for (String sentence : behaviour.value()) {
                        int number = Integer.parseInt(sentence.substring(0, sentence.indexOf(':')));
                        proofs.computeIfAbsent(number, any -> new TreeSet<>()).add(test.getSimpleName());
                    }
                }
            }
        }
        return proofs;
    }

    /** All types from the same folder of class files. */
    private static List<Class<?>> typesBeside(Class<?> one) {
        try {
            Path folder = Path.of(
                    one.getProtectionDomain().getCodeSource().getLocation().toURI());
            try (Stream<Path> files = Files.walk(folder)) {
                List<Class<?>> types = new ArrayList<>();
                for (Path file : files.filter(each -> each.toString().endsWith(".class"))
                        .map(folder::relativize)
                        .toList()) {
                    String name = file.toString().replace(file.getFileSystem().getSeparator(), ".");
                    if (name.startsWith("dev.loopscope.") && !name.endsWith("-info.class")) {
                        types.add(Class.forName(
                                name.substring(0, name.length() - ".class".length()), false, one.getClassLoader()));
                    }
                }
                return types;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException | ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }
}
