import SweepModel
import Testing

@Suite struct ImageRecordTests {
    private func image(_ architecture: String) -> ImageRecord {
        ImageRecord(name: "x", id: String(repeating: "0a", count: 32), digest: nil, architecture: architecture)
    }

    @Test("an image for another architecture is refused in words")
    func architecture() {
        let refusal = image("arm64").refusal(onMachine: "x86_64")
        #expect(refusal?.message == "cannot use the image 'x': it is for arm64, and this host is amd64")
        #expect(refusal?.code == .specification)
    }

    @Test(
        "what runs here, and what nobody knows, is not refused",
        arguments: [
            ("amd64", "x86_64"), ("386", "x86_64"), ("arm64", "aarch64"), ("", "x86_64"), ("loong64", "loongarch64"),
        ])
    func fitting(_ architecture: String, _ machine: String) {
        #expect(image(architecture).refusal(onMachine: machine) == nil)
    }

    @Test(
        "an id is 64 lower-case hexadecimal digits and nothing else",
        arguments: ["", "ab", String(repeating: "0A", count: 32)])
    func id(_ id: String) {
        #expect(image("").hasValidID)
        #expect(!ImageRecord(name: "x", id: id, digest: nil, architecture: "").hasValidID)
    }
}
