/// How a runner tells who it is, where its agent has not started its process itself: the agent asks with one line and
/// has one for an answer.
package enum RunnerIntroduction {
    /// The question.
    package static let request = "who"
    private static let word = "runner"

    /// The answer.
    package static func line(_ identity: ProcessIdentity) -> String {
        "\(word) \(identity.pid) \(identity.startTicks) \(identity.bootID)"
    }

    /// Who answers; nil where a line is something else.
    package static func identity(in line: String) -> ProcessIdentity? {
        let words = line.split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 4, words[0] == word, let pid = Int32(words[1]), pid > 0, let ticks = Int64(words[2])
        else { return nil }
        return ProcessIdentity(pid: pid, startTicks: ticks, bootID: String(words[3]))
    }
}
