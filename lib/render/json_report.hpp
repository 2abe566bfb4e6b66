#pragma once
#include "report/report.hpp"

#include <iosfwd>

namespace kscan::render {

/// A ScanReport of scan.kubectl.dev/v1alpha1, with a newline at its end. Every key is always there,
/// in the same order; within v1alpha1 keys are only added. What is not UTF-8 becomes U+FFFD.
void write_json(const report::Report& report, std::ostream& out);

}  // namespace kscan::render
