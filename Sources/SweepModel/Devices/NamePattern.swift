/// What `gpu_model` and `mig` hold: a name with `*` for anything and `?` for one character, in any case of letters.
package enum NamePattern {
    /// Whether the pattern matches the name from the start of any of its words on: `A100*` matches
    /// `NVIDIA A100-SXM4-80GB`.
    package static func matches(_ pattern: String, _ name: String) -> Bool {
        let (pattern, words) = (Array(pattern.lowercased()), name.lowercased().split(separator: " "))
        return words.indices.contains { matches(pattern[...], Array(words[$0...].joined(separator: " "))[...]) }
    }

    private static func matches(_ pattern: ArraySlice<Character>, _ name: ArraySlice<Character>) -> Bool {
        var (pattern, name) = (pattern, name)
        var retry: (pattern: ArraySlice<Character>, name: ArraySlice<Character>)?
        while !name.isEmpty || !pattern.isEmpty {
            if pattern.first == "*" {
                pattern.removeFirst()
                retry = (pattern, name)
            } else if let wanted = pattern.first, let given = name.first, wanted == "?" || wanted == given {
                pattern.removeFirst()
                name.removeFirst()
            } else if let last = retry, !last.name.isEmpty {
                // The last star takes one character more.
                retry = (last.pattern, last.name.dropFirst())
                (pattern, name) = (last.pattern, last.name.dropFirst())
            } else {
                return false
            }
        }
        return true
    }
}
