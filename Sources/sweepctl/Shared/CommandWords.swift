/// The words of the command line in the order that the parser wants.
enum CommandWords {
    private static let flags: Set<Substring> = ["--system", "--user"]

    /// Puts what says where the daemon is, and stands before the verb, behind the verb, where each verb declares it.
    static func ordered(_ words: ArraySlice<String>) -> [String] {
        var place: [String] = []
        var rest = words[...]
        while let word = rest.first, let count = length(word), rest.count > count {
            place += rest.prefix(count)
            rest = rest.dropFirst(count)
        }
        guard let verb = rest.first, !place.isEmpty else { return Array(words) }
        return [verb] + place + rest.dropFirst()
    }

    /// How many words such an option takes; nil for any other word.
    private static func length(_ word: String) -> Int? {
        if flags.contains(word[...]) || word.hasPrefix("--socket=") { return 1 }
        return word == "--socket" ? 2 : nil
    }
}
