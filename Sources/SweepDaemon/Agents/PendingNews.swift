internal import SweepAgent
internal import SweepModel

/// What an agent has not told yet, given out in reports that are far smaller than what the daemon takes at once.
struct PendingNews {
    private static let countMax = 500
    private static let bytesMax = 4 << 20

    private var news: [AgentReport.News] = []

    mutating func append(_ one: AgentReport.News) { news.append(one) }

    /// What goes into the next report; nil where there is nothing.
    mutating func takeSome() -> [AgentReport.News]? {
        var bytes = 0
        let some = news.prefix(Self.countMax).prefix { one in
            defer { bytes += one.bytes }
            return bytes == 0 || bytes + one.bytes <= Self.bytesMax
        }
        guard !some.isEmpty else { return nil }
        defer { news.removeFirst(some.count) }
        return Array(some)
    }
}

extension AgentReport.News {
    /// What it takes on its way at most, in bytes, as far as that can be much.
    fileprivate var bytes: Int {
        switch self {
        case .event(.metrics(_, let points, _)): points.reduce(256) { $0 + Self.bytes($1.name) + 128 }
        case .event(.ended(_, let end)): 1024 + Self.bytes(end.lastError ?? "") + 512 * end.devices.count
        case .event(.noted(_, let words)): 256 + Self.bytes(words)
        case .event: 1 << 16
        case .answer(_, .output(let piece)): 256 + 6 * piece.bytes.count
        case .answer(_, .text(let text)): 256 + Self.bytes(text ?? "")
        case .answer(_, .names(let names)), .answer(_, .removed(let names, _)):
            names.reduce(256) { $0 + Self.bytes($1) + 4 }
        case .answer(_, .holdings(let holdings)):
            (holdings.sweeps + holdings.snapshots + holdings.remains).reduce(256 + 1024 * holdings.images.count) {
                $0 + Self.bytes($1) + 4
            }
        case .answer: 1 << 12
        }
    }

    /// As a text whose every character may need to be escaped.
    private static func bytes(_ text: String) -> Int { 6 * text.utf8.count }
}
