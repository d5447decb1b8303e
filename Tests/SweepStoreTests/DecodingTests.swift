import GRDB
import SweepModel
import SweepStore
import Testing

@Suite("Rows that cannot be read")
struct DecodingTests {
    @Test(
        "a damaged row is a fault that names it",
        arguments: [
            ("UPDATE run SET parameters = '[]'", "table 'run', row 4294967297, column 9: expected a JSON object"),
            ("UPDATE revision SET specification = '{'", "table 'sweep', row \"digits-3f9k\""),
            ("UPDATE revision SET specification = '{}'", "table 'sweep', row \"digits-3f9k\""),
            ("UPDATE sweep SET labels = 'x'", "malformed JSON"),
            ("UPDATE sweep SET method = 'guess'", "unknown word 'guess'"),
        ])
    func damaged(sql: String, expected: String) async throws {
        let folder = try Folder()
        do {
            let store = try Store.open(path: folder.database)
            try store.transact { transaction in
                try transaction.insertSweep(.sample())
                _ = try transaction.materialise(
                    SweepRecord.sample().id, parameters: ["x": 1], pointKey: "1", now: .second(1))
            }
            try store.close()
        }
        try await DatabaseQueue(path: folder.database).write { try $0.execute(sql: sql) }
        let store = try Store.open(path: folder.database)
        let found = await fault {
            try await store.query { reader in
                _ = try reader.sweep(SweepRecord.sample().id)
                _ = try reader.runs(SweepRecord.sample().id)
            }
        }
        #expect(found?.code == .internal)
        #expect(found?.message.contains(expected) == true, "\(found?.message ?? "")")
        try store.close()
    }
}

@Suite("Codable values as JSON values")
struct JSONCodingTests {
    private struct Everything: Codable, Equatable {
        var number: UInt64
        var small: Int8
        var ratio: Double
        var text: String?
        var flags: [Bool]
        var nested: [String: [Int?]]
        var value: JSONValue
        var object: JSONObject
        var choice: MetricsCapture
        var id: SweepID
    }

    @Test("every kind of value comes back, numbers of their own kind and members in their order")
    func roundTrip() throws {
        let value = Everything(
            number: .max, small: -8, ratio: 3, text: nil, flags: [true, false], nested: ["b": [1, nil], "a": []],
            value: [.double(1), .int(1), .null, "1", .double(.infinity)], object: ["z": 1, "a": .double(2)],
            choice: .regex("x"), id: SweepID("a-0001"))
        let text = try JSONValue(encoding: value).text()
        #expect(text.contains("\"object\":{\"z\":1,\"a\":2.0}"))
        var back = try JSONParser.parse(text).decoded(as: Everything.self)
        #expect(back.value.arrayValue?.last == "Infinity")
        back.value = value.value
        #expect(back == value)
    }

    @Test(
        "what does not stand for a value is refused",
        arguments: [
            #"{"uid": -1, "name": "a"}"#, #"{"uid": 1}"#, #"{"uid": 1.5, "name": "a"}"#, #"{"uid": 1, "name": 2}"#,
            "[]", "1",
        ])
    func refused(text: String) throws {
        let value = try JSONParser.parse(text)
        #expect(throws: DecodingError.self) { try value.decoded(as: Owner.self) }
    }
}
