internal import SweepControl
internal import SweepModel
internal import SweepRecords

/// Explicit points on the submitter's side, as the daemon takes them: JSON objects, one a line.
struct PointLines: Sendable {
    let bytes: [UInt8]
    let count: Int64

    /// - Parameter bytes: each line with its end.
    init(bytes: [UInt8], count: Int64) { (self.bytes, self.count) = (bytes, count) }

    /// Whether an option gives points in place, as JSON, and does not name a file.
    static func areWritten(in text: String) -> Bool {
        text.first { !$0.isWhitespace }.map { "[{".contains($0) } ?? false
    }

    /// - Parameter text: a JSON list of points, or one point a line.
    /// - Throws: `specification` where there are none.
    init(json text: String) throws(Fault) {
        let points: [JSONValue]
        if case .array(let items)? = try? JSONParser.parse(text) {
            points = items
        } else {
            points = try text.utf8.split(separator: UInt8(ascii: "\n")).map { line throws(Fault) in
                guard let value = try? JSONParser.parse(line) else { throw Self.noPoints(text) }
                return value
            }
        }
        guard !points.isEmpty, points.allSatisfy({ $0.objectValue != nil }) else { throw Self.noPoints(text) }
        var bytes: [UInt8] = []
        for point in points {
            point.append(to: &bytes)
            bytes.append(UInt8(ascii: "\n"))
        }
        self.init(bytes: bytes, count: Int64(points.count))
    }

    private static func noPoints(_ text: String) -> Fault {
        Fault(
            .specification, "cannot read the points '\(text)': expected JSON objects",
            hint: "a JSON list of objects, or one object a line")
    }

    /// Writes them to where the daemon looks for them, and lets `ask` name them to it while they stay there.
    func offer<Answer>(
        to host: HostObject, _ ask: (PointsReference) async throws(Fault) -> Answer
    ) async throws(Fault) -> Answer {
        let file = try PointsFile(bytes, in: host.sourceDir)
        let answer = try await ask(PointsReference(digest: file.digest, count: count))
        file.release()
        return answer
    }
}
