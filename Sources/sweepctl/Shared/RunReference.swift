internal import ArgumentParser
internal import SweepModel

/// A sweep, or some of its runs, as a person names them: `digits`, `digits/17`, `@last/1-10`.
struct Subject: ExpressibleByArgument {
    let sweep: String
    /// Nil where the sweep as a whole is meant.
    let indices: ClosedRange<Int>?

    init?(argument: String) {
        guard let slash = argument.lastIndex(of: "/") else {
            guard !argument.isEmpty else { return nil }
            (sweep, indices) = (argument, nil)
            return
        }
        let bounds = argument[argument.index(after: slash)...].split(separator: "-", omittingEmptySubsequences: false)
        let numbers = bounds.compactMap { Int($0) }
        guard slash != argument.startIndex, numbers.count == bounds.count, (1...2).contains(numbers.count),
            numbers[0] > 0, numbers[0] <= numbers[numbers.count - 1]
        else { return nil }
        sweep = String(argument[..<slash])
        indices = numbers[0]...numbers[numbers.count - 1]
    }

    static var defaultCompletionKind: CompletionKind { SweepNames.completion }
}

/// One run: `digits/17`.
struct RunReference: ExpressibleByArgument {
    let sweep: String
    let index: Int

    init?(argument: String) {
        guard let subject = Subject(argument: argument), let indices = subject.indices, indices.count == 1 else {
            return nil
        }
        sweep = subject.sweep
        index = indices.lowerBound
    }

    static var defaultCompletionKind: CompletionKind { SweepNames.completion }
}

/// Some runs of one sweep: `digits/17`, `digits/1-10`.
struct RunRange: ExpressibleByArgument {
    let sweep: String
    private(set) var indices: ClosedRange<Int>

    init?(argument: String) {
        guard let subject = Subject(argument: argument) else { return nil }
        self.init(subject)
    }

    /// Nil where the subject is a sweep as a whole.
    init?(_ subject: Subject) {
        guard let indices = subject.indices else { return nil }
        sweep = subject.sweep
        self.indices = indices
    }

    /// The same without what is behind the last run, but for the first one that was asked for.
    func bounded(by last: Int) -> RunRange {
        var range = self
        range.indices = indices.lowerBound...max(indices.lowerBound, min(indices.upperBound, last))
        return range
    }

    static var defaultCompletionKind: CompletionKind { SweepNames.completion }
}

extension Subject {
    /// The run's index, nil for a sweep.
    ///
    /// - Throws: `usage` where several runs are named.
    func oneIndex() throws(Fault) -> Int? {
        guard let indices else { return nil }
        guard indices.count == 1 else {
            throw Fault(.usage, "cannot take several runs here: name one, as '\(sweep)/1'")
        }
        return indices.lowerBound
    }
}
