/**
 * Accounts in a CSV file that people may edit while the server runs.
 *
 * <p>Start with {@link io.confab.accounts.csv.CsvAccountStore}: what the file may look like, when it is read and how it
 * is written. Behind it, {@code AccountTable} is one version of the file with its lines, {@code Columns} knows which
 * field is which, and {@code AtomicFile} puts a new version in the place of the old one.
 */
@NullMarked
package io.confab.accounts.csv;

import org.jspecify.annotations.NullMarked;
