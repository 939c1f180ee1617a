/** Cloud resource names: {@code crn:v1:<cname>:<ctype>:<service>:<location>:a/<account>:<instance>:<type>:<resource>}. */
@NullMarked
package io.claviger.kit.crn;

import org.jspecify.annotations.NullMarked;
