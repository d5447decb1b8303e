/// Finds the word that a misspelt one was meant to be.
package enum Suggestion {
    /// `did you mean 'X'?`, where a known word is near enough; nil else.
    package static func hint(for word: String, among known: some Sequence<String>) -> String? {
        let limit = min(3, word.count / 3)
        let near = known.map { (name: $0, distance: distance(Array(word.lowercased()), Array($0.lowercased()))) }
            .filter { $0.distance <= limit }
        return near.min { ($0.distance, $0.name) < ($1.distance, $1.name) }.map { "did you mean '\($0.name)'?" }
    }

    /// The optimal string alignment distance: insertions, deletions, replacements, swaps of neighbours (Damerau 1964).
    package static func distance(_ left: [Character], _ right: [Character]) -> Int {
        guard left.count < 200, right.count < 200, !left.isEmpty, !right.isEmpty else {
            return max(left.count, right.count)
        }
        var older: [Int] = []
        var previous = Array(0...right.count)
        for row in 1...left.count {
            var current = [row]
            for column in 1...right.count {
                let cost = left[row - 1] == right[column - 1] ? 0 : 1
                var best = min(previous[column] + 1, current[column - 1] + 1, previous[column - 1] + cost)
                if row > 1, column > 1, left[row - 1] == right[column - 2], left[row - 2] == right[column - 1] {
                    best = min(best, older[column - 2] + 1)
                }
                current.append(best)
            }
            (older, previous) = (previous, current)
        }
        return previous[right.count]
    }
}
