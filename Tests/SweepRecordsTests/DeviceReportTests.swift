import FoundationEssentials
import Glibc
import SweepModel
import SweepRecords
import Testing

/// What drivers' own tools tell, by scripts that have their names.
@Suite struct DeviceReportTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    private func install(_ tool: String, _ script: String) throws {
        try scratch.program("bin/\(tool)", "#!/bin/sh\n\(script)\n")
    }

    private func report(_ devices: String...) async -> DeviceReport? {
        await DeviceReport.take(of: devices, path: "\(scratch.path)/bin:/usr/bin:/bin")
    }

    @Test func `what the tool says of the leased cards is kept as it is`() async throws {
        try install("nvidia-smi", #"echo "<log>$*</log>""#)
        let report = try #require(await report("GPU-1", "GPU-2"))
        #expect(report.command == ["nvidia-smi", "-q", "-x", "-i", "GPU-1,GPU-2"] && report.failure == nil)
        #expect(report.text == "<log>-q -x -i GPU-1,GPU-2</log>\n")
    }

    @Test func `of a slice the tool tells with everything`() async throws {
        try install("nvidia-smi", #"echo "$*""#)
        #expect(await report("MIG-1")?.text == "-q -x\n")
    }

    @Test func `without the first vendor's tool the second's is asked, and without any there is nothing`() async throws
    {
        #expect(await report("GPU-1") == nil)
        try install("rocm-smi", "echo '{}'")
        #expect(await report("GPU-1")?.command == ["rocm-smi", "--showallinfo", "--json"])
    }

    @Test func `a tool that fails, or tells too much, is told of`() async throws {
        try install("nvidia-smi", "echo 'Unable to determine the device handle' >&2; exit 15")
        #expect(await report("GPU-1")?.failure == "Unable to determine the device handle")
        try install("nvidia-smi", "head -c 2000000 /dev/zero")
        let report = await report("GPU-1")
        #expect(report?.text == nil && report?.failure == "it wrote more than is read of it")
    }
}
