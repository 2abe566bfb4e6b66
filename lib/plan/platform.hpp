#pragma once
#include "plan/plan.hpp"

namespace kscan::plan {

/// What no scanner can scan becomes refused: Windows images, which are skipped until then.
void refuse_windows(Plan& plan);

}  // namespace kscan::plan
