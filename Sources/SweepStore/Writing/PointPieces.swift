package import SweepModel

/// Explicit points as the store keeps them: the JSON objects of their values, one a line, so many a piece.
package struct PointPieces: Sendable {
    /// How many points stand in one piece; one that is wanted costs reading so many.
    private static let pointsInPiece = 512

    /// How many points there are.
    package private(set) var count: Int64 = 0
    private var full: [String] = []
    private var last: [UInt8] = []
    private var countOfLast = 0

    package init() {}

    package init(_ points: [Point]) { for point in points { append(line: point.values.text().utf8) } }

    /// Adds a point.
    ///
    /// - Parameter line: the JSON object of its values, without a line's end.
    package mutating func append(line: some Sequence<UInt8>) {
        if countOfLast == Self.pointsInPiece {
            full.append(String(decoding: last, as: UTF8.self))
            last.removeAll(keepingCapacity: true)
            countOfLast = 0
        }
        if countOfLast > 0 { last.append(UInt8(ascii: "\n")) }
        last.append(contentsOf: line)
        countOfLast += 1
        count += 1
    }

    /// All of them.
    package var points: [Point] {
        pieces.flatMap { piece in
            piece.lines.utf8.split(separator: UInt8(ascii: "\n")).compactMap { line in
                (try? JSONParser.parse(line))?.objectValue.map(Point.init)
            }
        }
    }

    /// The pieces in order, each with the number of its first point.
    var pieces: [(first: Int64, lines: String)] {
        let texts = full + (countOfLast > 0 ? [String(decoding: last, as: UTF8.self)] : [])
        return texts.enumerated().map { (Int64($0.offset * Self.pointsInPiece), $0.element) }
    }
}
