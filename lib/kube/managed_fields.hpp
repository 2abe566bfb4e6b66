#pragma once
#include <string>

namespace kscan::kube {

/// Empties the lists "managedFields" in the JSON text of an object: who changed what (metav1
/// ObjectMeta) is half of what an API server sends, and is not read here. A text that is no JSON
/// stays no JSON.
void drop_managed_fields(std::string& text);

}  // namespace kscan::kube
