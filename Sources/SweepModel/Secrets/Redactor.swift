/// Takes secrets out of a stream of bytes, however it is cut into chunks: each run of bytes that are part of a secret,
/// in any of its forms, becomes `***`.
///
/// Bytes that may yet turn out to be a secret's beginning are held back until that is known, or the stream ends.
package struct Redactor: Sendable {
    private static let mark = Array("***".utf8)

    private let automaton: PatternAutomaton
    private var state: Int32 = 0
    /// What was read and not yet given out.
    private var pending: [UInt8] = []
    /// The parts of it that are secret, in order, neither overlapping nor adjoining.
    private var found: [Range<Int>] = []
    /// Whether the last that was given out is a mark, for what adjoins `pending`.
    private var isInSecret = false

    /// Nil where there is nothing to take out: then a stream passes at no cost.
    package init?(_ secrets: [Secret]) {
        let forms = secrets.reduce(into: Set<[UInt8]>()) { $0.formUnion(SecretForms.all(of: $1.value)) }
        guard !forms.isEmpty else { return nil }
        automaton = PatternAutomaton(forms)
    }

    /// What can be given out after a chunk.
    package mutating func take(_ chunk: UnsafeRawBufferPointer) -> [UInt8] {
        let start = pending.count
        pending.append(contentsOf: chunk)
        for index in start..<pending.count {
            state = automaton.next(state, pending[index])
            let length = automaton.match(state)
            if length > 0 { note(index + 1 - length..<index + 1) }
        }
        return release(pending.count - automaton.depth(state))
    }

    /// What was held back; the stream is at its end.
    package mutating func finish() -> [UInt8] {
        state = 0
        defer { isInSecret = false }
        return release(pending.count)
    }

    /// A text without the secrets.
    package func redacted(_ text: String) -> String {
        var fresh = self
        (fresh.state, fresh.pending, fresh.found, fresh.isInSecret) = (0, [], [], false)
        let bytes = Array(text.utf8)
        let clean = bytes.withUnsafeBytes { fresh.take($0) } + fresh.finish()
        return clean == bytes ? text : String(decoding: clean, as: UTF8.self)
    }

    private mutating func note(_ match: Range<Int>) {
        var start = max(0, match.lowerBound)
        while let last = found.last, last.upperBound >= start {
            start = min(start, last.lowerBound)
            found.removeLast()
        }
        found.append(start..<match.upperBound)
    }

    /// Gives out the first `count` bytes that are held, of which nothing more can turn out to be secret.
    private mutating func release(_ count: Int) -> [UInt8] {
        var (given, place): ([UInt8], Int) = ([], 0)
        given.reserveCapacity(count)
        var rest = found[...]
        while place < count {
            if let secret = rest.first, secret.lowerBound <= place {
                if !isInSecret { given += Self.mark }
                isInSecret = true
                place = min(secret.upperBound, count)
                if secret.upperBound <= count { rest.removeFirst() }
            } else {
                let end = min(count, rest.first?.lowerBound ?? count)
                given += pending[place..<end]
                isInSecret = false
                place = end
            }
        }
        pending.removeFirst(count)
        found = rest.map { max(0, $0.lowerBound - count)..<$0.upperBound - count }
        return given
    }
}
