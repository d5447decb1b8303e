internal import SweepControl
internal import SweepModel

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

    /// Sends them ahead.
    ///
    /// - Returns: how the request that needs them names them.
    func send(to client: ControlClient) async throws(Fault) -> PointsReference {
        let upload: UploadObject = try await client.answer(to: ControlRequest(.uploadPoints, upload: bytes))
        return PointsReference(digest: upload.digest, count: count)
    }
}
