internal import SweepModel

/// Variables as an env file.
enum EnvironmentText {
    /// `NAME=value` lines as `docker --env-file` reads them; a variable whose value has several lines is left out
    /// with a warning, since the format cannot carry it.
    static func lines(_ entries: [EnvironmentEntry]) -> String {
        var text = ""
        for entry in entries {
            if entry.value.contains(where: \.isNewline) {
                Console.warn("'\(entry.name)' is left out: an env file cannot carry several lines; use --json")
            } else {
                text += "\(entry.name)=\(entry.value)\n"
            }
        }
        return text
    }
}
