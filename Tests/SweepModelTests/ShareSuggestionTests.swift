import SweepModel
import Testing

@Suite struct ShareSuggestionTests {
    private func suggestion(_ peaks: [String?], of memory: String = "80GiB", booked: String? = nil) -> ShareSuggestion?
    {
        let usages = peaks.map { peak in
            (
                used: DeviceUsage(DeviceID("GPU-1"), memoryPeak: peak.flatMap { ByteCount($0) }),
                of: ByteCount(memory) ?? ByteCount(bytes: 0)
            )
        }
        return ShareSuggestion(usages, booked: booked.flatMap { ByteCount($0) })
    }

    @Test func `the largest peak and a tenth are booked, in whole GiB`() {
        let words = suggestion(["7.1GiB", "9.8GiB", "9.7GiB"])?.words
        #expect(words == "peak 9.8 of 80 GiB: 7 would fit on a card; --set resources.gpu_memory=11GiB")
        #expect(suggestion(["300MiB", "0.3GiB"], of: "23.5GiB")?.words.contains("23 would fit") == true)
    }

    @Test func `of cards of several sizes the smallest counts`() {
        let usages = [("20GiB", "80GiB"), ("19GiB", "48GiB")].map { peak, memory in
            (
                used: DeviceUsage(DeviceID("GPU-1"), memoryPeak: ByteCount(peak)),
                of: ByteCount(memory) ?? ByteCount(bytes: 0)
            )
        }
        #expect(ShareSuggestion(usages, booked: nil)?.count == 2)
    }

    @Test func `nothing is suggested where no more runs would fit, or too little is known`() {
        #expect(suggestion(["41GiB", "40GiB"]) == nil)
        #expect(suggestion(["9.8GiB"]) == nil && suggestion([]) == nil)
        #expect(suggestion(["9.8GiB", nil]) == nil && suggestion(["9.8GiB", "0"]) == nil)
        #expect(suggestion(["9.8GiB", "9.1GiB"], booked: "11GiB") == nil)
        #expect(suggestion(["9.8GiB", "9.1GiB"], booked: "20GiB")?.count == 7)
    }
}
