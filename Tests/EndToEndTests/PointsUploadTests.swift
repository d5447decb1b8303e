import Glibc
import SweepModel
import TestSupport
import Testing

/// Explicit points that come in a file of their own.
@Suite(.timeLimit(.minutes(10))) struct PointsUploadTests {

    /// Asks the daemon to queue a sweep with points.
    private static func submit(
        _ sweepd: DaemonFixture, _ points: String, digest: String? = nil, count: Int, specification: String
    ) async throws -> (head: String, answer: JSONValue) {
        let upload = try await post(sweepd, "uploads/points", points)
        let name = upload.answer["digest"]?.stringValue ?? ""
        #expect(upload.head == "HTTP/1.1 200" && name.utf8.count == 64, "\(upload)")
        let context: JSONValue = [
            "file": "sweep.yaml", "base_folder": .string(sweepd.work), "environment": [],
            "source": [
                "mode": "mount", "root": .string(sweepd.work), "base_path": "", "ignored": [], "files": [],
            ],
        ]
        let body: JSONValue = [
            "specification": .string(specification), "overrides": [], "hold": false, "context": context,
            "points": ["digest": .string(digest ?? name), "count": .int(Int64(count))],
        ]
        return try await post(sweepd, "sweeps", body.text())
    }

    private static func post(
        _ sweepd: DaemonFixture, _ path: String, _ text: String
    ) async throws -> (head: String, answer: JSONValue) {
        let connection = try Connection(sweepd.socket)
        connection.send(
            "POST /v1/\(path) HTTP/1.1\r\nHost: sweepd\r\nConnection: close\r\nContent-Length: \(text.utf8.count)\r\n\r\n"
        )
        connection.send(text)
        let answer = try await connection.rest()
        let start = try #require(answer.firstIndex(of: "{"))
        return (String(answer.prefix(12)), try JSONParser.parse(answer[start...].utf8))
    }

    private static let grid = "method: grid\ncommand: [/bin/true]\nparameters: {x: {values: [1, 2]}, y: {value: 7}}"

    @Test func `points from a file run before the method's own, in order, each once`() async throws {
        try await DaemonFixture.with { sweepd in
            let points = (3...700).reversed().map { "{\"y\": 7, \"x\": \($0)}\n" }.joined() + "{\"x\":2}"
            let (head, answer) = try await Self.submit(
                sweepd, points, count: 699, specification: Self.grid + "\nrun_cap: 5")
            #expect(head == "HTTP/1.1 201" && answer["runs"] == 5, "\(answer)")
            let sweep = answer["sweep"]?.stringValue ?? ""
            try await sweepd.sweepctl("wait", sweep)
            let runs = try await sweepd.runs(sweep)
            #expect(runs.map { $0["parameters"]?["x"] } == [700, 699, 698, 697, 696])
            #expect(runs.first?["parameters"]?.objectValue?.names == ["x", "y"])
            let small = try await Self.submit(
                sweepd, "{\"x\":2}\n{\"x\":9,\"y\":7}\n", count: 2, specification: Self.grid)
            let id = small.answer["sweep"]?.stringValue ?? ""
            try await sweepd.sweepctl("wait", id)
            #expect(try await sweepd.runs(id).map { $0["parameters"]?["x"] } == [2, 9, 1])
        }
    }

    @Test func `a file that is not what was said is refused, and nothing is queued`() async throws {
        try await DaemonFixture.with { sweepd in
            let zeros = String(repeating: "0", count: 64)
            for (points, digest, count, status, message) in [
                ("{\"x\":1}\n", nil, 2, "400", "they are not 2"), ("{\"x\":1}\n{\"x\":2}\n", nil, 1, "400", "not 1"),
                ("{\"x\":1}\n", zeros, 1, "404", "cannot find the points"),
                ("{\"x\":1}\n", "../x", 1, "400", "SHA-256"),
                ("{\"x\":1}\n", nil, 0, "400", "count from 1"), ("{\"x\":1}\n{\"z\":2}\n", nil, 2, "422", "point 2"),
                ("{\"x\":1}\n\n", nil, 2, "422", "no JSON object"), ("{\"x\":1,\"x\":2}\n", nil, 1, "422", "twice"),
            ] as [(String, String?, Int, String, String)] {
                let (head, answer) = try await Self.submit(
                    sweepd, points, digest: digest, count: count, specification: Self.grid)
                #expect(head == "HTTP/1.1 \(status)", "\(points): \(answer)")
                #expect(answer["detail"]?.stringValue?.contains(message) == true, "\(points): \(answer)")
            }
            try sweepd.scratch.write("state/source/uploads/\(getuid())/\(zeros)", "{\"x\":1}\n")
            let forged = try await Self.submit(
                sweepd, "{\"x\":1}\n", digest: zeros, count: 1, specification: Self.grid)
            #expect(forged.head == "HTTP/1.1 400", "\(forged)")
            #expect(try await sweepd.json("sweeps") == [])
        }
    }
}
