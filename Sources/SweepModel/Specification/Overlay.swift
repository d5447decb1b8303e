/// `--set KEY=VALUE`: a key of the specification, dotted, and its value as YAML text.
package struct Override: Codable, Hashable, Sendable {
    package var key: String
    package var value: String

    package init(key: String, value: String) {
        self.key = key
        self.value = value
    }
}

/// What lies beneath a file and over it: with the file's text, all that a specification is read from.
package struct Overlay: Codable, Hashable, Sendable {
    /// What the daemon's configuration laid beneath the file.
    package var defaults: JSONObject
    /// Laid over the file, later ones over earlier ones.
    package var overrides: [Override]

    package init(defaults: JSONObject = JSONObject(), overrides: [Override] = []) {
        self.defaults = defaults
        self.overrides = overrides
    }

    /// The same with more laid over it; of two for the same key the later one stays.
    package func adding(_ more: [Override]) -> Overlay {
        let keys = Set(more.map(\.key))
        return Overlay(defaults: defaults, overrides: overrides.filter { !keys.contains($0.key) } + more)
    }
}
