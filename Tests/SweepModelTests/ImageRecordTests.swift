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

    @Test(
        "whose cards an image is for is what its variables say",
        arguments: [
            (["PATH=/bin", "CUDA_VERSION=12.4.1"], Vendor.nvidia), (["NVIDIA_VISIBLE_DEVICES=all"], .nvidia),
            (["ROCM_PATH=/opt/rocm"], .amd), (["ROCM_PATH=/opt/rocm", "CUDA_VERSION=12"], nil),
            (["X=CUDA_VERSION"], nil),
            ([], nil),
        ])
    func vendor(_ variables: [String], _ expected: Vendor?) {
        #expect(ImageRecord.vendor(ofVariables: variables) == expected)
    }

    @Test("an image for the cards of one vendor is refused on those of the other, and there alone")
    func cards() {
        var cuda = image("amd64")
        cuda.vendor = .nvidia
        #expect(
            cuda.refusal(onCardOf: .amd)?.message
                == "cannot use the image 'x' on a card of AMD: by the variables that it sets it is made for NVIDIA")
        #expect(cuda.refusal(onCardOf: .nvidia) == nil && cuda.refusal(onCardOf: nil) == nil)
        #expect(image("amd64").refusal(onCardOf: .amd) == nil)
    }

    @Test("cards of AMD have their own image where there is one; all else has the first")
    func choice() {
        var context = SubmissionContext(
            file: "f", baseFolder: "/", interpreter: nil, executable: nil, environment: [],
            source: SourceRecord(mode: .mount, root: "/"), image: image("amd64"))
        let (first, vendors) = (context.image, [nil, .nvidia, .amd] as [Vendor?])
        #expect(vendors.map(context.image(for:)) == [first, first, first])
        var other = image("amd64")
        other.name = "y"
        context.amdImage = other
        #expect(vendors.map(context.image(for:)) == [first, first, other])
    }
}
