/// How Codable values stand in JSON.
///
/// Whatever the form, integers and floating-point numbers stay apart and the members of a ``JSONObject`` keep their
/// order, which general coders do not promise; NaN and infinities may come as `"NaN"`, `"Infinity"`, `"-Infinity"`.
package struct JSONForm: Sendable {
    /// What a member is called that a type calls otherwise.
    let name: @Sendable (String) -> String
    /// Whether an absent value is written as `null`; else it is left out.
    let writesAbsent: Bool
    /// Whether an ``Instant`` is an RFC 3339 text; else it is its nanoseconds.
    let writesTimesAsText: Bool

    package init(writesAbsent: Bool, writesTimesAsText: Bool, name: @escaping @Sendable (String) -> String) {
        self.name = name
        self.writesAbsent = writesAbsent
        self.writesTimesAsText = writesTimesAsText
    }

    /// As it is kept: names and times as the types have them.
    package static let stored = JSONForm(writesAbsent: false, writesTimesAsText: false) { $0 }
}
