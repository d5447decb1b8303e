import SweepModel
import SweepSpecs
import Testing

@Suite("Schema")
struct SchemaTests {
    @Test("knows every key that the reader knows, and no other")
    func keys() throws {
        let keys = try #require(SpecificationSchema.document["properties"]?.objectValue?.names)
        for key in keys where !["metrics"].contains(key) {
            let unknown = report(sound("\(key): [[[]]]")).filter { $0.contains("unknown key '\(key)'") }
            #expect(unknown == [])
        }
        #expect(Set(keys).count == keys.count && keys.count == 43)
    }
}
