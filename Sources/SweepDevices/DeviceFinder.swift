package import SweepModel

/// Every vendor's way to find GPUs, side by side: what breaks in one is not seen in another.
package struct DeviceFinder: Sendable {
    private let sources: [any DeviceSource]

    package init(sources: [any DeviceSource]) { self.sources = sources }

    /// The sources of a real host, one line a vendor.
    ///
    /// - Parameters:
    ///   - root: before every path of `/proc`, `/sys` and `/dev`; empty is the host itself.
    ///   - vendor: whose alone; nil is everybody's.
    package static func host(root: String = "", only vendor: Vendor? = nil) -> DeviceFinder {
        let files = HostFiles(root: root)
        let sources: [any DeviceSource] = [
            NVMLSource(libraries: ["libnvidia-ml.so.1"], files: files),
            KFDSource(files: files, libraries: ROCmLibrary.usualPaths),
        ]
        return DeviceFinder(sources: sources.filter { vendor == nil || $0.vendor == vendor })
    }

    /// Whose devices it finds.
    package var vendors: [Vendor] { sources.map(\.vendor) }

    package func discover() -> DeviceInventory { DeviceInventory(vendors: sources.map { $0.discover() }) }

    package func sample() -> DeviceSample {
        sources.reduce(into: DeviceSample()) { all, source in
            let sample = source.sample()
            all.readings.merge(sample.readings) { first, _ in first }
            all.isStale = all.isStale || sample.isStale
        }
    }
}
