#pragma once
#include "report/report.hpp"

#include <iosfwd>

namespace kscan::render {

/// A ScanReport of scan.kubectl.dev/v1alpha1 (see report_json.hpp), with a newline at its end. What
/// is not UTF-8 becomes U+FFFD.
void write_json(const report::Report& report, std::ostream& out);

/// One object on each line, each written when it is made: {"type":"image",...} for every image,
/// and at the end {"type":"summary",...} with what is not an image.
void write_jsonl(const report::Report& report, std::ostream& out);
/// Its lines one by one, for a run that shows images as they are finished.
void write_jsonl_image(const report::ImageReport& image, std::ostream& out);
void write_jsonl_summary(const report::Report& report, std::ostream& out);

/// The same values as JSON, in YAML as kubectl writes it, keys in the report's own order.
void write_yaml(const report::Report& report, std::ostream& out);

}  // namespace kscan::render
