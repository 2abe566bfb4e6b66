#pragma once
#include "report/report.hpp"
#include "report/rollup.hpp"

#include <cstddef>
#include <string>
#include <string_view>

/// How people's formats name things. All of it is printable.
namespace kscan::render {

/// "POD/web-0/nginx"; the namespace comes first where the report is about several.
[[nodiscard]] std::string target_text(const report::Target& target,
                                      std::string_view report_namespace);
/// "nginx:1.25@sha256:89af9038d20d…"
[[nodiscard]] std::string image_text(const report::ImageReport& image);
/// The same without the digest where there is a tag.
[[nodiscard]] std::string short_image_text(const report::ImageReport& image);
/// "debian 12.1 (end of life)"
[[nodiscard]] std::string os_text(const report::OperatingSystem& os);
/// "pull secret regcred (registry.example.com)"; empty if none was used.
[[nodiscard]] std::string credential_text(const report::Credential& used);
/// "2 critical, 5 high, 11 medium   7 fixable   1 suppressed   2 new"; `separator` is what stands
/// between the parts.
[[nodiscard]] std::string totals_text(const report::Totals& totals, std::string_view separator);
/// "gate high: failed, 3 vulnerabilities, 1 image with an operating system at its end of life"
[[nodiscard]] std::string gate_text(const report::GateResult& gate);
/// "3 new, 2 gone, 40 unchanged since the baseline"
[[nodiscard]] std::string changes_text(const report::Report& report);
/// "3 images, 5 containers, 2 workloads; 1 not scanned"
[[nodiscard]] std::string size_text(const report::Report& report);
/// ".trivyignore until 2026-12-31: not reachable"
[[nodiscard]] std::string suppression_text(const report::Suppression& why);
/// "trivy 0.70.0, database of 2026-01-02T03:04:05Z"
[[nodiscard]] std::string scanner_text(const report::Scanner& scanner);
/// "1 image", "2 images"
[[nodiscard]] std::string count_of(std::size_t count, std::string_view what);
/// SGR parameters; empty for none.
[[nodiscard]] std::string_view color_of(report::Severity severity) noexcept;

}  // namespace kscan::render
