package dev.dbpool.internal.url;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is wrong with a URL, nothing that it says shows the password. */
class UrlSecretsTest {
    private static final List<String> SCENES = List.of(
            "postgres://u:%s@h/db",
            "postgresql://u:%s@h:5432,h2/db?sslmode=require",
            "postgres://u:%s@h/db?foo=1",
            "postgres://u:%s",
            "postgres://h/db?user=u&password=%s",
            "postgres://h/db?password=%s&foo=1",
            "postgres://h/db?sslpassword=%s&sslmode=require",
            "jdbc:postgresql://h/db?user=u&password=%s",
            "jdbc:postgresql://h/db?password=%s&sslmode=verify-full",
            "jdbc:postgresql://u:%s@h/db",
            "jdbc:postgresql:u:%s@h",
            "mysql://u:%s@h/db",
            "u:%s@h/db");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CANARY",
                "CA@NARY",
                "CANARY@x",
                "x@CANARY",
                "CANARY/x",
                "12/CANARY",
                "12/x?CANARY=1",
                "12/3?x&CANARY=1",
                "x&CANARY=1",
                "x&CANARY",
                "x&CANARY=y&sslmode=CANARY",
                "CANARY%zz",
                "%CANARY",
                "CANARY:x",
                "12:CANARY",
                "CANARY?x",
                "x?CANARY",
                "x#CANARY",
                "[CANARY",
                "]CANARY",
                "a,CANARY",
                "a,b:CANARY",
                "CANARY\n",
                "CANARY x",
                "x%00CANARY",
                "x@12/CANARY?CANARY=CANARY",
                "x@CANARY/y?CANARY&CANARY=1"
            })
    void aPasswordThatBreaksTheSyntaxStaysHidden(String password) {
        for (String scene : SCENES) {
            // Without an '@' behind it, what follows a '/' or an '@' is a database or a host to every program.
            if (!scene.endsWith("u:%s") || !password.matches(".*(12/|@).*")) {
                assertThat(everythingSaidAbout(scene.replace("%s", password)))
                        .as(scene)
                        .doesNotContain("CANARY");
            }
        }
    }

    @Test
    void noTextMakesTheParserThrowAnythingElseOrTellThePassword() {
        long seed = Long.getLong("dbpool.test.seed", new Random().nextLong());
        Random random = new Random(seed);
        for (int i = 0; i < 5_000; i++) {
            String secret = "Zq" + random.nextInt(10_000, 100_000) + "Zq";
            String password = noise(random, 6) + secret + noise(random, 6);
            String scene = SCENES.get(random.nextInt(SCENES.size() - 2));
            if (scene.endsWith("u:%s")) {
                continue;
            }
            String url = scene.replace("%s", password);
            assertThat(everythingSaidAbout(url)).as("seed %d, %s", seed, url).doesNotContain(secret);
        }
    }

    @Test
    void noiseIsOnlyEverRefused() {
        long seed = Long.getLong("dbpool.test.seed", new Random().nextLong());
        Random random = new Random(seed);
        String[] starts = {"postgres://", "postgresql://", "jdbc:postgresql:", "jdbc:postgresql://", ""};
        for (int i = 0; i < 5_000; i++) {
            String url = starts[random.nextInt(starts.length)] + noise(random, 30);
            assertThat(everythingSaidAbout(url)).as("seed %d, %s", seed, url).isNotEmpty();
        }
    }

    /** Fails with whatever the parser throws that it should not. */
    private static String everythingSaidAbout(String text) {
        try {
            DatabaseUrl url = DatabaseUrl.parse(text);
            return url.redacted() + url + url.hosts() + url.database();
        } catch (InvalidUrlException invalid) {
            assertThat(invalid.problems()).isNotEmpty();
            return invalid + invalid.getMessage() + invalid.problems() + invalid.getCause();
        }
    }

    private static String noise(Random random, int most) {
        String alphabet = "ab1@:/?#&=%[],.+ \\\"'\t€é;-_~12" + "%40%2Fuser=port=host=sslmode=";
        StringBuilder noise = new StringBuilder();
        for (int i = random.nextInt(most + 1); i > 0; i--) {
            noise.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return noise.toString();
    }
}
