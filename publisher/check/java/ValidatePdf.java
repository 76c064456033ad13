import java.io.File;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;
import org.verapdf.pdfa.validation.profiles.RuleId;

/**
 * Checks PDF files against one or more of veraPDF's profiles.
 *
 * <p>Usage: {@code ValidatePdf PROFILE,PROFILE... FILE...}. Writes UTF-8 lines with tabs between the fields: for each
 * file a line {@code file}, then for each profile {@code result PROFILE true|false CHECKS}, before it a line {@code rule PROFILE CLAUSE TEST COUNT MESSAGE WHERE} for
 * every rule that failed, or {@code unreadable PROFILE REASON} where there is no result.
 */
public final class ValidatePdf {
  private static final int SHOWN = 1;
  private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);

  private ValidatePdf() {}

  public static void main(String[] arguments) {
    VeraGreenfieldFoundryProvider.initialise();
    for (int i = 1; i < arguments.length; i++) {
      write("file");
      for (String profile : arguments[0].split(",")) {
        try {
          report(profile, validate(new File(arguments[i]), PDFAFlavour.fromString(profile)));
        } catch (Exception | StackOverflowError fault) {
          // A file that cannot be parsed is a finding about the file; the other profiles still get their turn.
          write("unreadable", profile, fault.toString());
        }
      }
    }
  }

  private static ValidationResult validate(File file, PDFAFlavour flavour) throws Exception {
    try (PDFAParser parser = Foundries.defaultInstance().createParser(file, flavour);
        PDFAValidator validator =
            Foundries.defaultInstance().createValidator(flavour, SHOWN, false, true, false)) {
      return validator.validate(parser);
    }
  }

  private static void report(String profile, ValidationResult result) {
    Map<RuleId, TestAssertion> first = new LinkedHashMap<>();
    for (TestAssertion assertion : result.getTestAssertions()) {
      if (assertion.getStatus() == TestAssertion.Status.FAILED) {
        first.putIfAbsent(assertion.getRuleId(), assertion);
      }
    }
    first.forEach(
        (rule, assertion) ->
            write(
                "rule",
                profile,
                rule.getClause(),
                String.valueOf(rule.getTestNumber()),
                String.valueOf(result.getFailedChecks().getOrDefault(rule, 1)),
                assertion.getErrorMessage() == null ? assertion.getMessage() : assertion.getErrorMessage(),
                assertion.getLocation() == null ? "" : assertion.getLocation().getContext()));
    write(
        "result",
        profile,
        String.valueOf(result.isCompliant()),
        String.valueOf(result.getTotalAssertions()));
  }

  private static void write(String... fields) {
    for (int i = 0; i < fields.length; i++) {
      fields[i] = fields[i] == null ? "" : fields[i].replaceAll("\\p{Cntrl}", " ");
    }
    OUT.println(String.join("\t", fields));
  }
}
