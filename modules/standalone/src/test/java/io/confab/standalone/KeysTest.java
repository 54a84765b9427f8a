package io.confab.standalone;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeysTest {

    private static final Path DOCUMENTATION = Path.of("../../docs/CONFIGURATION.md");

    @Test
    void haveNamesAndVariablesOfTheirOwn() {
        assertThat(Keys.names()).doesNotHaveDuplicates().allMatch(name -> name.matches("[a-z]+([.-][a-z0-9]+)*"));
        assertThat(Keys.ALL).extracting(Key::variable).doesNotHaveDuplicates();
    }

    @Test
    void areDocumentedAsTheyAre() throws Exception {
        String table = Keys.ALL.stream()
                .map(key -> "| `%s` | `%s` | %s | %s |"
                        .formatted(key.name(), key.defaultText(), key.type().expected(), key.description()))
                .collect(joining("\n"));
        assertThat(Files.readString(DOCUMENTATION)).contains(table);
    }

    @Test
    void thoseTakenUpOnReloadAreDocumented() throws Exception {
        String names = Keys.ALL.stream()
                .filter(key -> key.uptake() == Key.Uptake.ON_RELOAD)
                .map(key -> "`" + key.name() + "`")
                .collect(joining(",\n"));
        assertThat(Files.readString(DOCUMENTATION)).contains("\n" + names + ".\n");
    }

    @Test
    void standInTheHelp() {
        String help = HelpText.text();
        assertThat(Keys.ALL)
                .allSatisfy(key -> assertThat(help)
                        .contains("  " + key.name() + " = " + key.defaultText() + "  [" + key.variable() + "]"));
        assertThat(ExitCode.values()).allSatisfy(code -> assertThat(help).contains(code.description()));
        assertThat(help.lines()).allSatisfy(line -> assertThat(line).doesNotEndWith(" "));
    }

    @Test
    void standInTheTemplateThatSetsNothing(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("confab.conf"), ConfigurationTemplate.text());
        assertThat(ConfigurationFile.read(file)).isEmpty();
    }

    @Test
    void haveTheirDefaultsInTheTemplateOnceTheHashIsRemoved(@TempDir Path folder) throws Exception {
        String template = ConfigurationTemplate.text().replaceAll("(?m)^#(?=[a-z])", "");
        Path file = Files.writeString(folder.resolve("confab.conf"), template);
        List<Assignment> assignments = ConfigurationFile.read(file);
        assertThat(assignments).extracting(Assignment::key).containsExactlyElementsOf(Keys.names());
        Settings written = Settings.of(assignments, Map.of(), List.of());
        Settings defaults = Settings.of(List.of(), Map.of(), List.of());
        assertThat(Keys.ALL)
                .allSatisfy(key -> assertThat((Object) written.value(key)).isEqualTo(defaults.value(key)));
    }
}
