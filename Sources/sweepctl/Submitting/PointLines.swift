internal import SweepControl
internal import SweepModel
internal import SweepRecords

/// Explicit points on the submitter's side, as the daemon takes them: JSON objects, one a line.
struct PointLines: Sendable {
    let bytes: [UInt8]
    let count: Int64

    /// - Parameter bytes: each line with its end.
    init(bytes: [UInt8], count: Int64) { (self.bytes, self.count) = (bytes, count) }

    /// Reads points as an option gives them: a JSON list or object in place, or the path of a file that holds a JSON list
    /// or JSON lines.
    ///
    /// - Throws: `specification` where there are none.
    init(option text: String) throws(Fault) {
        if let first = text.first(where: { !$0.isWhitespace }), "[{".contains(first) {
            try self.init(text: text, from: "--points")
            return
        }
        guard let content = StateFolder.text(of: try Paths.absolute(text), limit: PointsFile.bytesMax) else {
            throw Fault(
                .specification, "cannot read the points '\(text)': no readable file of that name",
                hint: "name a JSON file, or write '[{lr: …}]' as JSON")
        }
        try self.init(text: content, from: text)
    }

    private init(text: String, from name: String) throws(Fault) {
        let points: [JSONValue]
        if case .array(let items)? = try? JSONParser.parse(text) {
            points = items
        } else {
            points = try text.utf8.split(separator: UInt8(ascii: "\n")).map { line throws(Fault) in
                guard let value = try? JSONParser.parse(line) else { throw Self.noPoints(name) }
                return value
            }
        }
        guard !points.isEmpty, points.allSatisfy({ $0.objectValue != nil }) else { throw Self.noPoints(name) }
        var bytes: [UInt8] = []
        for point in points {
            point.append(to: &bytes)
            bytes.append(UInt8(ascii: "\n"))
        }
        self.init(bytes: bytes, count: Int64(points.count))
    }

    private static func noPoints(_ name: String) -> Fault {
        Fault(
            .specification, "cannot read the points in '\(name)': expected JSON objects",
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
