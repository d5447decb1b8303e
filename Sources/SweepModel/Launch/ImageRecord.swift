/// An image as it was at submission: later changes of the name do not change the sweep.
package struct ImageRecord: Hashable, Codable, Sendable {
    /// As the specification names it.
    package var name: String
    /// 64 lower-case hexadecimal digits: the SHA-256 of its configuration, by which the engine starts it.
    package var id: String
    /// `sha256:…` of its manifest; nil where the engine knows none.
    package var digest: String?
    /// As the image says, e.g. `amd64`.
    package var architecture: String
    /// Whose cards its programs are made for, where it says so.
    package var vendor: Vendor?
    /// SHA-256 (hex) of the file that it was loaded from; nil where it has a name.
    package var archive: String?

    package init(name: String, id: String, digest: String?, architecture: String) {
        self.name = name
        self.id = id
        self.digest = digest
        self.architecture = architecture
    }

    /// Whether the id is one, so that it can be nothing else in an engine's argument vector.
    package var hasValidID: Bool { Self.isID(id) }

    /// Whether a text is 64 lower-case hexadecimal digits.
    package static func isID(_ text: String) -> Bool {
        text.utf8.count == 64 && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }

    /// What makers of images set for programs of each vendor's cards: NVIDIA's and AMD's own base images do.
    private static let marks: [Vendor: Set<String>] = [
        .nvidia: ["CUDA_VERSION", "NVIDIA_VISIBLE_DEVICES", "NVIDIA_REQUIRE_CUDA"],
        .amd: ["ROCM_VERSION", "ROCM_PATH", "ROCM_HOME"],
    ]

    /// Whose cards an image is made for; nil where it says nothing, or names both.
    ///
    /// - Parameter variables: those that the image sets, as `NAME=VALUE`.
    package static func vendor(ofVariables variables: [String]) -> Vendor? {
        let names = Set(variables.map { String($0.prefix { $0 != "=" }) })
        let found = Vendor.allCases.filter { marks[$0]?.isDisjoint(with: names) == false }
        return found.count == 1 ? found.first : nil
    }

    /// Why its programs cannot use a card; nil where they can, or where nobody knows.
    package func refusal(onCardOf other: Vendor?) -> Fault? {
        guard let vendor, let other, vendor != other else { return nil }
        return Fault(
            .specification,
            "cannot use the image '\(name)' on a card of \(other.name): by the variables that it sets it is made for "
                + vendor.name,
            hint: "name an image for each: image: {nvidia: …, amd: …}")
    }

    /// The architectures of images by the kernel's name of the machine that runs them.
    private static let architectures = [
        "x86_64": ["amd64", "386"], "aarch64": ["arm64"], "armv7l": ["arm"], "armv6l": ["arm"], "i686": ["386"],
        "ppc64le": ["ppc64le"], "s390x": ["s390x"], "riscv64": ["riscv64"],
    ]

    /// Why its programs cannot run here; nil where they can, or where one of the two is not known.
    ///
    /// - Parameter machine: as `uname -m` says it.
    package func refusal(onMachine machine: String) -> Fault? {
        guard let own = Self.architectures[machine], !architecture.isEmpty, !own.contains(architecture) else {
            return nil
        }
        return Fault(
            .specification, "cannot use the image '\(name)': it is for \(architecture), and this host is \(own[0])",
            hint: "build or pull it for linux/\(own[0])")
    }
}
