package io.confab.it;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.WebDriverWait;

/** Somebody at a browser with the web client: a Chromium of its own, headless, with an empty profile. */
final class Browser implements AutoCloseable {

    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ChromeDriver driver;

    /** @param profile a folder for it */
    Browser(Path profile) {
        if (!Files.isExecutable(CHROMIUM) || !Files.isExecutable(DRIVER)) {
            throw new IllegalStateException(
                    CHROMIUM + ": not there (expected: the packages chromium and chromium-driver,"
                            + " which ./confab verify installs)");
        }
        ChromeOptions options = new ChromeOptions();
        options.setBinary(CHROMIUM.toString());
        options.addArguments(
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--window-size=1200,800",
                "--user-data-dir=" + profile);
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, java.util.logging.Level.ALL);
        options.setCapability(ChromeOptions.LOGGING_PREFS, logs);
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(DRIVER.toFile())
                .usingAnyFreePort()
                .build();
        driver = new ChromeDriver(service, options);
    }

    void open(int port) {
        driver.get("http://127.0.0.1:" + port + "/");
    }

    void logIn(int port, String account) {
        open(port);
        logInHere(account);
    }

    /** Opens the page at a conversation's address, and logs in. */
    void logInAt(int port, String fragment, String account) {
        driver.get("http://127.0.0.1:" + port + "/#" + fragment);
        logInHere(account);
    }

    private void logInHere(String account) {
        shown("login-account").sendKeys(account);
        driver.findElement(By.id("login-password")).sendKeys("secret");
        driver.findElement(By.id("login-button")).click();
        shown("app");
    }

    /** Changes the fragment of the address, as somebody does who types it. */
    void goTo(String fragment) {
        driver.executeScript("location.hash = arguments[0]", fragment);
    }

    /** Takes something out of what the browser keeps. */
    void forget(String key) {
        driver.executeScript("localStorage.removeItem(arguments[0])", key);
    }

    void logOut() {
        click("menu-button");
        click("logout-button");
        shown("login");
    }

    void create(String session) {
        choose(session);
        driver.findElement(By.id("browse-ok")).click();
        awaitTitle(session);
    }

    void join(String session) {
        choose(session);
        waiting()
                .until(all -> !driver.findElements(By.cssSelector("#browse-list button"))
                        .isEmpty());
        driver.findElement(By.cssSelector("#browse-list button")).click();
        awaitTitle(session);
    }

    private void choose(String session) {
        click("browse-button");
        shown("browse-name").sendKeys(session);
    }

    /** Leaves the session that is open. */
    void leave() {
        click("leave-button");
        click("leave-ok");
        awaitHidden("leave");
    }

    void writeTo(String account) {
        click("direct-button");
        shown("direct-name").sendKeys(account);
        click("direct-ok");
        awaitHeading(account);
    }

    /** Waits until a session is open. */
    void awaitTitle(String session) {
        awaitHeading("# " + session);
    }

    /** Waits until this is above the conversation. */
    void awaitHeading(String heading) {
        waiting().until(all -> driver.findElement(By.id("title")).getText().equals(heading));
    }

    void click(String id) {
        shown(id).click();
    }

    /** Clicks the first of those that a selector finds, as soon as there is one. */
    void clickFirst(String selector) {
        awaitList("return [...document.querySelectorAll(arguments[0])].map(e => e.id)", selector);
        driver.findElement(By.cssSelector(selector)).click();
    }

    void type(String text) {
        driver.switchTo().activeElement().sendKeys(text);
    }

    /** Waits until the address says so. */
    void awaitFragment(String fragment) {
        waiting().until(all -> fragment.equals(driver.executeScript("return location.hash")));
    }

    void press(Keys key) {
        driver.switchTo().activeElement().sendKeys(key);
    }

    /** The browser's own button. */
    void back() {
        driver.navigate().back();
    }

    boolean isShown(String id) {
        return driver.findElement(By.id(id)).isDisplayed();
    }

    void awaitShown(String id) {
        shown(id);
    }

    void awaitHidden(String id) {
        waiting().until(all -> !isShown(id));
    }

    /** Waits until the first text in what a selector finds is this one. */
    void awaitText(String selector, String text) {
        waiting()
                .until(all -> text.equals(driver.executeScript(
                        "return document.querySelector(arguments[0])?.firstChild?.data", selector)));
    }

    /** The texts of what a selector finds, as soon as it finds anything. */
    List<String> awaitTexts(String selector) {
        return awaitList("return [...document.querySelectorAll(arguments[0])].map(e => e.innerText)", selector);
    }

    @SuppressWarnings("unchecked")
    private List<String> awaitList(String script, String selector) {
        return waiting().until(all -> {
            List<String> found = (List<String>) driver.executeScript(script, selector);
            return found.isEmpty() ? null : found;
        });
    }

    void say(String text) {
        WebElement field = shown("composer-text");
        field.sendKeys(text);
        field.sendKeys(Keys.ENTER);
    }

    /** Waits until somebody's text is among the messages. */
    void awaitText(String text) {
        waiting().until(all -> texts().contains(text));
    }

    /** What was said, as it is shown, without what is still on its way. */
    List<String> texts() {
        return list("return [...document.querySelectorAll('.message:not(.pending) .text')].map(e => e.textContent)");
    }

    /** Waits until it is known that there is no connection. */
    void awaitLoss() {
        waiting().until(all -> driver.findElement(By.id("banner")).isDisplayed());
    }

    void awaitConnection() {
        waiting().until(all -> !driver.findElement(By.id("banner")).isDisplayed());
    }

    void reload() {
        driver.navigate().refresh();
        shown("app");
    }

    /** What a script says; a list of texts. */
    @SuppressWarnings("unchecked")
    List<String> list(String script) {
        return (List<String>) driver.executeScript(script);
    }

    long number(String script) {
        return ((Number) driver.executeScript(script)).longValue();
    }

    /** What the page complained of, such as an uncaught error or something that the policy forbids. */
    List<String> complaints() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .map(LogEntry::getMessage)
                .filter(message -> !message.contains("WebSocket connection to")) // to a server that is not there
                .toList();
    }

    /** Has it look as a telephone does. */
    void beTelephone() {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", 390, "height", 844, "deviceScaleFactor", 2, "mobile", true));
    }

    private WebElement shown(String id) {
        return waiting().until(all -> {
            WebElement element = driver.findElement(By.id(id));
            return element.isDisplayed() ? element : null;
        });
    }

    private WebDriverWait waiting() {
        WebDriverWait wait = new WebDriverWait(driver, PATIENCE, Duration.ofMillis(20));
        wait.ignoring(StaleElementReferenceException.class); // of the page before it was loaded anew
        return wait;
    }

    @Override
    public void close() {
        driver.quit();
    }
}
