internal import FoundationEssentials
internal import Glibc

/// All figures, as a table or as JSON.
struct Report {
    let isQuick: Bool
    var figures: [Figure] = []

    private static let titles = ["figure", "ours", "yardstick", "", "ratio", "must", ""]

    func table() -> String {
        let rows = [Self.titles] + figures.map(cells)
        let widths = Self.titles.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        let lines = rows.map { row in
            zip(row, widths).map { $0.padded(to: $1) }.joined(separator: "  ").trimmedAtEnd
        }
        let notes = figures.flatMap(notes).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
        return (lines + (notes.isEmpty ? [] : [""]) + notes + ["", machine]).joined(separator: "\n")
    }

    private func cells(_ figure: Figure) -> [String] {
        func text(_ reading: Reading?) -> String { reading?.value.map(figure.unit.text) ?? "-" }
        return [
            figure.title, text(figure.ours), text(figure.yardstick), figure.yardstick?.name ?? "",
            figure.ratio.map { Unit.plain($0) + "x" } ?? "-", figure.mustText, figure.verdict.rawValue,
        ]
    }

    /// Why something is missing.
    private func notes(_ figure: Figure) -> [String] {
        [figure.ours, figure.yardstick].compactMap { reading in
            reading?.skipped.map { "no figure of \(reading?.name ?? ""): \($0)" }
        }
    }

    private var machine: String {
        let load = (try? String(contentsOfFile: "/proc/loadavg", encoding: .utf8))?.split(separator: " ").first ?? "?"
        let size = isQuick ? "; --quick: sizes are not those of the figures" : ""
        return "\(sysconf(Int32(_SC_NPROCESSORS_ONLN))) cores, load \(load); medians unless 'best' is said\(size)"
    }

    /// - Throws: never in fact: every number is finite.
    func json() throws(Failure) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        do {
            return String(decoding: try encoder.encode(Document(machine: machine, figures: figures)), as: UTF8.self)
        } catch {
            throw Failure("cannot write the report: \(error)")
        }
    }

    private struct Document: Encodable {
        let machine: String
        let figures: [Figure]
    }
}

extension Figure: Encodable {
    enum CodingKeys: CodingKey { case benchmark, figure, unit, ours, yardstick, ratio, must, verdict }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(benchmark, forKey: .benchmark)
        try container.encode(title, forKey: .figure)
        try container.encode(unit.rawValue, forKey: .unit)
        try container.encode(ours, forKey: .ours)
        try container.encode(yardstick, forKey: .yardstick)
        try container.encode(ratio, forKey: .ratio)
        try container.encode(mustText, forKey: .must)
        try container.encode(verdict.rawValue, forKey: .verdict)
    }
}

extension Reading: Encodable {
    enum CodingKeys: CodingKey { case name, value, statistic, samples, skipped }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(name, forKey: .name)
        try container.encode(value, forKey: .value)
        try container.encode(statistic.rawValue, forKey: .statistic)
        try container.encode(samples, forKey: .samples)
        try container.encode(skipped, forKey: .skipped)
    }
}

extension String {
    /// With spaces up to a width.
    func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }

    var trimmedAtEnd: String { String(self[..<(lastIndex { $0 != " " }.map(index(after:)) ?? startIndex)]) }
}
