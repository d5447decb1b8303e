import Glibc
import StandIns
import SweepDevices
import SweepModel
import TestSupport
import Testing

/// What GPUs need of a host, by trees of files, and the commands that mend what is missing.
@Suite struct DeviceFindingTests {
    private let scratch: Scratch
    private var files: HostFiles { HostFiles(root: scratch.path) }

    init() throws { scratch = try Scratch() }

    private func list(_ vendor: VendorInventory, toolkit: String? = nil) -> [DeviceFinding] {
        DeviceFindings(files: files, toolkit: toolkit).list(of: DeviceInventory(vendors: [vendor]))
            .filter { $0.vendor == vendor.vendor }
    }

    /// `subject verdict: words | hint`
    private func text(_ findings: [DeviceFinding]) -> [String] {
        findings.map { "\($0.subject) \($0.verdict): \($0.words)" + ($0.hint.map { " | \($0)" } ?? "") }
    }

    private func plugCard(_ maker: String) throws {
        try scratch.write("sys/bus/pci/devices/0000:01:00.0/vendor", maker + "\n")
        try scratch.write("sys/bus/pci/devices/0000:01:00.0/class", "0x030200\n")
        try scratch.write("sys/bus/pci/devices/0000:02:00.0/vendor", maker + "\n")
        // Its sound, which is no card.
        try scratch.write("sys/bus/pci/devices/0000:02:00.0/class", "0x040300\n")
    }

    private var found: VendorInventory {
        var card = Device(DeviceID("GPU-1"), vendor: .nvidia, index: 0)
        card.minor = 0
        return VendorInventory(.nvidia, .found, devices: [card], driver: "550.54", runtime: "12.4")
    }

    /// A host where everything is as it should be.
    private func provideAll() throws {
        try plugCard("0x10de")
        try scratch.write("sys/module/nvidia/version", "550.54\n")
        for node in ["nvidiactl", "nvidia-uvm", "nvidia0"] {
            try scratch.write("dev/\(node)", "")
            try scratch.folder("dev/char")
            #expect(symlink("../\(node)", scratch("dev/char/195:\(node.count)")) == 0)
        }
        try scratch.write(
            "etc/cdi/nvidia.yaml",
            """
            kind: nvidia.com/gpu
            devices: [{name: GPU-1, containerEdits: {deviceNodes: [{path: /dev/nvidia0}]}}]
            containerEdits: {deviceNodes: [{path: /dev/nvidiactl}, {path: /dev/nvidia-uvm}]}
            """)
    }

    @Test func `where a vendor has nothing, one line says so`() {
        for vendor in Vendor.allCases {
            let findings = list(VendorInventory(vendor, .absent))
            #expect(findings.map(\.verdict) == [.absent] && findings[0].hint == nil)
        }
    }

    @Test func `a host where all is well lacks nothing`() throws {
        try provideAll()
        let said = "NVIDIA Container Toolkit CLI version 1.18.0\ncommit: abc"
        #expect(
            text(list(found, toolkit: said)) == [
                "card found: 1 card on the bus", "driver found: 550.54 is loaded",
                "library found: libnvidia-ml.so.1 answers, CUDA 12.4",
                "device nodes found: /dev/nvidiactl, /dev/nvidia-uvm, /dev/nvidia0", "container toolkit found: 1.18.0",
                "CDI specification found: 1 device by UUID, with /dev/nvidia-uvm",
                "daemon-reload found: every node has its link in /dev/char",
            ])
    }

    @Test func `a card without a driver has the command that brings one`() throws {
        try plugCard("0x10de")
        let bare = text(list(VendorInventory(.nvidia, .absent)))
        #expect(bare[1] == "driver missing: the kernel module nvidia is not loaded | modprobe nvidia")
        #expect(bare[2] == "library missing: libnvidia-ml.so.1 was not found | apt-get install libnvidia-ml1")
        #expect(bare[3].hasSuffix("are not there | nvidia-modprobe -u -c 0"))
        try scratch.write("sys/module/nouveau/refcnt", "1")
        #expect(text(list(VendorInventory(.nvidia, .absent)))[1].contains("nouveau, which cannot compute"))
    }

    @Test func `what the library says is passed on`() throws {
        try provideAll()
        let library = try StandInLibrary("driver-mismatch")
        let finding = try #require(list(library.source().discover()).first { $0.subject == "library" })
        #expect(finding.verdict == .missing && finding.words.contains("different versions"))
        #expect(finding.hint?.contains("reboot") == true)
    }

    @Test(arguments: [
        (String?.none, "nvidia-ctk was not found: containers can have no NVIDIA GPU"),
        ("what?", "nvidia-ctk does not say its version"),
        (
            "NVIDIA Container Toolkit CLI version 1.13.5",
            "1.13.5 writes no UUIDs into CDI specifications, 1.15 is the first that does"
        ),
        (
            "NVIDIA Container Toolkit CLI version 1.17.8",
            "1.17.8, which does not renew its specification: do so after each upgrade of the driver"
        ),
    ])
    func `the container toolkit is judged by its version`(said: String?, words: String) throws {
        try provideAll()
        let finding = list(found, toolkit: said).first { $0.subject == "container toolkit" }
        #expect(finding?.words == words)
        #expect((finding?.hint != nil) == (finding?.verdict == .missing))
    }

    @Test func `a specification without uvm, and one that cannot be read, are named with the command`() throws {
        try provideAll()
        try scratch.write("etc/cdi/broken.yaml", "{")
        try scratch.write(
            "var/run/cdi/nvidia.yaml", "kind: nvidia.com/gpu\ndevices: [{name: GPU-1, containerEdits: {}}]\n")
        let found = list(found).filter { $0.subject == "CDI specification" }
        #expect(
            found.map(\.words) == [
                "/etc/cdi/broken.yaml: is no CDI specification",
                "/var/run/cdi/nvidia.yaml does not have /dev/nvidia-uvm",
            ])
        #expect(found.allSatisfy { $0.verdict == .missing && $0.hint?.contains("nvidia-ctk cdi generate") == true })
    }

    @Test func `a node without a link is what a reload of systemd's units takes away`() throws {
        try provideAll()
        scratch.remove("dev/char/195:7")
        let finding = list(found).last
        #expect(finding?.verdict == .missing && finding?.words.contains("leads to /dev/nvidia0:") == true)
        #expect(finding?.hint == "nvidia-ctk system create-dev-char-symlinks --create-all")
    }

    @Test func `AMD's nodes may be opened, or are not there`() throws {
        try Machines.plant("mi210", in: scratch)
        let source = KFDSource(files: files, libraries: [])
        for node in [128, 129] { try scratch.write("dev/dri/renderD\(node)", "") }
        let open = text(list(source.discover()))
        #expect(open.contains("driver found: amdgpu 6.7.0 is loaded"))
        #expect(open.last == "render group found: /dev/kfd, /dev/dri/renderD128, /dev/dri/renderD129 may be opened")
        scratch.remove("dev/dri/renderD129")
        let lacking = list(source.discover()).last
        #expect(lacking?.words == "/dev/dri/renderD129 is not there" && lacking?.hint == "modprobe amdgpu")
    }

    @Test func `a closed node names its group and who is not in it`() throws {
        try Machines.plant("mi210", in: scratch)
        for node in [128, 129] { try scratch.write("dev/dri/renderD\(node)", "", mode: 0) }
        let finding = list(KFDSource(files: files, libraries: []).discover()).last
        // Root may open everything.
        #expect(finding?.verdict == (getuid() == 0 ? .found : .missing))
        #expect(getuid() == 0 || finding?.hint?.hasPrefix("usermod -aG ") == true)
    }
}
