import SweepModel
import SweepSpecs

func read(_ text: String, overrides: [SpecificationOverride] = [], defaults: JSONObject = [:]) -> CheckedSpecification {
    SpecificationReader.read(Array(text.utf8), overrides: overrides, defaults: defaults)
}

/// The faults and warnings as `LINE:COLUMN: severity: message`, hints after a bar.
func report(_ text: String) -> [String] { read(text).diagnostics.map(line) }

func errors(_ text: String) -> [String] {
    read(text).diagnostics.filter { $0.severity == .error }.map(line)
}

private func line(_ diagnostic: Diagnostic) -> String {
    "\(diagnostic.line):\(diagnostic.column): \(diagnostic.severity.rawValue): \(diagnostic.message)"
        + (diagnostic.hint.map { " | \($0)" } ?? "")
}

/// A specification that lacks nothing, with these lines added.
func sound(_ lines: String = "", parameters: String = "{lr: {values: [0.1, 0.01]}}", method: String = "grid") -> String
{
    "method: \(method)\nprogram: train.py\nparameters: \(parameters)\n\(lines)"
}

/// The distribution of a parameter `x` written as `definition`.
func distribution(_ definition: String) -> Distribution? {
    read(sound(parameters: "{x: \(definition)}", method: "random")).specification?.parameters.first?.distribution
}
