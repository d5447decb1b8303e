import SweepModel
import Testing

@Suite struct JSONObjectTests {
    @Test func `setting replaces in place, adds at the end, and nil removes`() {
        var object: JSONObject = ["b": 1, "a": 2]
        object["b"] = 3
        object["c"] = 4
        #expect(object.text() == #"{"b":3,"a":2,"c":4}"#)
        object["a"] = nil
        object["missing"] = nil
        #expect(object.names == ["b", "c"])
        #expect(!object.isEmpty && JSONObject().isEmpty)
    }

    @Test func `sorting goes by Unicode scalars`() {
        let object: JSONObject = ["é": 1, "b": 2, "B": 3, "a10": 4, "a9": 5]
        #expect(object.sorted.names == ["B", "a10", "a9", "b", "é"])
    }

    @Test func `values tell what they are`() {
        #expect(JSONValue.double(3).intValue == 3)
        #expect(JSONValue.double(3.5).intValue == nil)
        #expect(JSONValue.double(1e300).intValue == nil)
        #expect(JSONValue.int(3).doubleValue == 3)
        #expect(JSONValue.string("3").doubleValue == nil)
        #expect(JSONValue.bool(true).intValue == nil)
        #expect(JSONValue(dictionaryLiteral: ("a", [1]))["a"]?.arrayValue == [1])
        #expect(JSONValue.null["a"] == nil)
        #expect(JSONValue.optional(nil as String?) == .null)
        #expect(JSONValue.optional(2 as Int64?) == 2)
        #expect(JSONValue.optional(nil as Double?) == .null)
    }

    @Test func `one and one point nought are one point, true and its text are others`() {
        let key = { (value: JSONValue) in Point(values: ["x": value]).key }
        #expect(key(1) == key(1.0))
        #expect(Set([key(1), key(true), key("1"), key(1.5)]).count == 4)
        #expect(
            Point(values: ["a": 1, "b": ["d": 1, "c": 2.0]]).key == Point(values: ["b": ["c": 2, "d": 1], "a": 1]).key)
    }
}
