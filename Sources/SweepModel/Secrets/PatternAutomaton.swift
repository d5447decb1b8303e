/// Finds many byte sequences in one pass (Aho and Corasick, "Efficient string matching", CACM 18, 1975).
///
/// A state is the longest end of what was read that begins a pattern. Children of a state are a list: most have one.
struct PatternAutomaton: Sendable {
    private struct State: Sendable {
        var byte: UInt8 = 0
        var firstChild: Int32 = 0
        var nextSibling: Int32 = 0
        /// Where the search goes on that fails here: the longest proper end of this state that is one too.
        var fallback: Int32 = 0
        /// How many bytes it stands for.
        var depth: Int32 = 0
        /// Length of the longest pattern that ends here; 0 where none does.
        var match: Int32 = 0
    }

    private var states = [State()]
    /// The root's children by their bytes; 0 for none.
    private var starts = [Int32](repeating: 0, count: 256)

    init(_ patterns: some Sequence<[UInt8]>) {
        for pattern in patterns where !pattern.isEmpty { insert(pattern) }
        link()
    }

    /// The state after one more byte.
    func next(_ state: Int32, _ byte: UInt8) -> Int32 {
        var state = state
        while state != 0 {
            if let child = child(of: state, byte) { return child }
            state = states[Int(state)].fallback
        }
        return starts[Int(byte)]
    }

    /// How many of the last bytes could still begin a pattern.
    func depth(_ state: Int32) -> Int { Int(states[Int(state)].depth) }

    /// Length of the longest pattern that has just ended; 0 for none.
    func match(_ state: Int32) -> Int { Int(states[Int(state)].match) }

    private func child(of state: Int32, _ byte: UInt8) -> Int32? {
        var child = states[Int(state)].firstChild
        while child != 0 {
            if states[Int(child)].byte == byte { return child }
            child = states[Int(child)].nextSibling
        }
        return nil
    }

    private mutating func insert(_ pattern: [UInt8]) {
        var state: Int32 = 0
        for byte in pattern {
            let known = state == 0 ? (starts[Int(byte)] == 0 ? nil : starts[Int(byte)]) : child(of: state, byte)
            state = known ?? add(byte, to: state)
        }
        states[Int(state)].match = Int32(pattern.count)
    }

    private mutating func add(_ byte: UInt8, to parent: Int32) -> Int32 {
        let new = Int32(states.count)
        var state = State(byte: byte, depth: states[Int(parent)].depth + 1)
        if parent == 0 {
            starts[Int(byte)] = new
        } else {
            state.nextSibling = states[Int(parent)].firstChild
            states[Int(parent)].firstChild = new
        }
        states.append(state)
        return new
    }

    /// Breadth first, so that what a state falls back to is known before it.
    private mutating func link() {
        var queue = starts.filter { $0 != 0 }
        var position = 0
        while position < queue.count {
            let state = queue[position]
            position += 1
            var child = states[Int(state)].firstChild
            while child != 0 {
                let fallback = next(states[Int(state)].fallback, states[Int(child)].byte)
                states[Int(child)].fallback = fallback
                states[Int(child)].match = max(states[Int(child)].match, states[Int(fallback)].match)
                queue.append(child)
                child = states[Int(child)].nextSibling
            }
        }
    }
}
