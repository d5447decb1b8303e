/// Cores and GPUs, each times the seconds for which they were held.
package struct ResourceTime: Hashable, Sendable {
    package var coreSeconds: Double
    package var gpuSeconds: Double

    package init(coreSeconds: Double = 0, gpuSeconds: Double = 0) {
        self.coreSeconds = coreSeconds
        self.gpuSeconds = gpuSeconds
    }

    package static let zero = ResourceTime()

    package static func + (left: ResourceTime, right: ResourceTime) -> ResourceTime {
        ResourceTime(
            coreSeconds: left.coreSeconds + right.coreSeconds, gpuSeconds: left.gpuSeconds + right.gpuSeconds)
    }

    package static func * (time: ResourceTime, factor: Double) -> ResourceTime {
        ResourceTime(coreSeconds: time.coreSeconds * factor, gpuSeconds: time.gpuSeconds * factor)
    }
}
