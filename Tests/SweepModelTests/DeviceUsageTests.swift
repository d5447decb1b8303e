import SweepModel
import Testing

@Suite struct DeviceUsageTests {
    @Test func `of several devices the metrics are the largest peaks, the mean, and the sum`() {
        let usages = [
            DeviceUsage(
                DeviceID("GPU-1"), samples: 2, memoryPeak: ByteCount(bytes: 5), utilisationMean: 40,
                utilisationPeak: 90,
                energy: 1000),
            DeviceUsage(
                DeviceID("GPU-2"), samples: 2, memoryPeak: ByteCount(bytes: 9), utilisationMean: 60,
                utilisationPeak: 70,
                energy: 500),
        ]
        let metrics = usages.metrics
        #expect(
            metrics.map(\.name) == [
                "system.gpu_memory_peak_bytes", "system.gpu_utilisation_percent",
                "system.gpu_utilisation_peak_percent", "system.gpu_energy_joules",
            ])
        #expect(metrics.map(\.value) == [9, 50, 90, 1.5])
    }

    @Test func `what is not known is no metric`() {
        #expect([DeviceUsage(DeviceID("GPU-1"), samples: 2, utilisationPeak: 3)].metrics.map(\.value) == [3])
        #expect([DeviceUsage]().metrics.isEmpty)
    }
}
