import StandIns
import SweepDevices
import SweepModel
import Testing

/// What looking costs. The bounds are far above what is measured in a release build (see the benchmarks).
@Suite struct CostTests {
    @Test func `eight cards are discovered and sampled in a few milliseconds`() throws {
        let library = try StandInLibrary("eight-nvlink")
        let source = library.source()
        let clock = ContinuousClock()
        var devices: [Device] = []
        let discovery = (0..<5).map { _ in clock.measure { devices = source.discover().devices } }.min()
        let sampling = (0..<5).map { _ in clock.measure { _ = source.sample() } }.min()
        #expect(devices.count == 8)
        #expect(try #require(discovery) < .milliseconds(20), "\(discovery ?? .zero)")
        #expect(try #require(sampling) < .milliseconds(5), "\(sampling ?? .zero)")
    }
}
